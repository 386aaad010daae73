Attribute VB_Name = "PresalesForms"
' The forms of people: shown, printed, saved.
Option Explicit
Option Private Module

Private Const CHOICE = "B2"   ' of a form: whose it is

' The selected person's form, to the front.
Public Function ShowForm() As String
    Dim Form As Object, Person As Object, Names As Collection, Found As Object, Name As String, Place As Long, First As Long
    MustBeAsIssued
    Set Names = NamesIn(Selection)
    First = Names.Count + 1
    For Each Form In Forms()
        For Each Person In PeopleOf(Form)
            Place = PlaceAmong(Names, CStr(Person.Value))
            If Place > 0 And Place < First Then  ' whoever is named first: a remark further on may name somebody else
                Set Found = Form
                Name = CStr(Person.Value)
                First = Place
            End If
        Next Person
    Next Form
    If Found Is Nothing Then ShowForm = Word("NOBODY"): Exit Function
    Uncover Found
    PutPerson Found, Name
    Found.Activate
    MustShowItsNumbers Found
End Function

' Every form in turn: printed, or a PDF each in a folder that is chosen. At the end the forms are as they were.
Public Function AllForms() As String
    Dim Form As Object, Folder As String, Count As Long, Answer As Long
    MustBeAsIssued
    Answer = AskThree(Word("PRINT_OR_PDF"))
    If Answer <> vbYes And Answer <> vbNo Then Exit Function
    If Answer = vbYes Then Folder = ChosenFolder(FolderOf(ActiveWorkbook))
    If Answer = vbYes And Folder = "" Then Exit Function
    For Each Form In Forms()
        EachForm Form, Folder, Count
    Next Form
    AllForms = Filled(IIf(Answer = vbYes, "FORMS_SAVED", "FORMS_PRINTED"), CStr(Count), Folder)
End Function

' The form of each of its people, to the printer where no folder is given; Count goes up by each that is done.
Private Sub EachForm(Form As Object, Folder As String, ByRef Count As Long)
    Dim Person As Object, People As Object, Before As String, Name As String, Period As String, Number As Long, Told As String, IsSaved As Boolean
    IsSaved = ActiveWorkbook.Saved
    Uncover Form
    Set People = PeopleOf(Form)
    Period = Said("period", "", 2)
    If Not IsError(Form.Range(CHOICE).Value) Then Before = CStr(Form.Range(CHOICE).Value)
    On Error GoTo PutBack
    For Each Person In People
        Name = CStr(Person.Value)
        If Name <> "" Then
            Progress Filled("FORM_OF", CStr(Count + 1), Name)
            PutPerson Form, Name
            MustShowItsNumbers Form
            If Folder = "" Then PrintSheet Form
            If Folder <> "" Then SavePdf Form, FreeName(Folder & FileName(Form.Name & " " & Name & " " & Period), ".pdf")
            Count = Count + 1
        End If
    Next Person
    Err.Clear  ' a procedure that goes on after errors may leave one
PutBack:
    Number = Err.Number
    Told = Err.Description
    On Error GoTo 0
    Undisturbed True
    PutPerson Form, Before
    ActiveWorkbook.Saved = IsSaved
    Undisturbed False
    If Number = 18 Or Number = REFUSED Then Err.Raise Number, , Told
    If Number <> 0 Then Refuse Filled("FORM_FAILED", Form.Name & " " & Name, CStr(Count))
End Sub

' The forms: sheets as issued whose cell of choice can be changed, or offers a list.
Private Function Forms() As Collection
    Dim Record As Variant, Sheet As Object, Found As New Collection
    Set Forms = Found
    For Each Record In Records("sheet")
        Set Sheet = SheetNamed(CStr(Record(2)))
        If Record(3) = "" And Not Sheet Is Nothing Then
            If Not Sheet.Range(CHOICE).Locked Or HasList(Sheet.Range(CHOICE)) Then Found.Add Sheet
        End If
    Next Record
End Function

Private Function HasList(Cell As Object) As Boolean
    On Error GoTo Failed  ' by a cell without any rule for what may be entered
    HasList = ListOf(Cell) <> ""
Failed:
    PassEsc Err.Number
End Function

' The cells with the people that a form can be of: its drop-down list says where they stand.
Private Function PeopleOf(Form As Object) As Object
    Dim Person As Object
    On Error GoTo Failed
    Set PeopleOf = CellsAt(Mid(ListOf(Form.Range(CHOICE)), 2)).Cells
    If PeopleOf.Rows.Count > 5000 Or PeopleOf.Columns.Count > 1 Then Set PeopleOf = Nothing
Failed:
    PassEsc Err.Number
    On Error GoTo 0
    If PeopleOf Is Nothing Then Refuse Filled("LIST_GONE", Form.Name & " " & CHOICE)
    For Each Person In PeopleOf
        If IsError(Person.Value) Then Refuse Filled("ERRORS_IN", "1", vbNewLine & Person.Worksheet.Name & " " & Person.Address(False, False))
    Next Person
End Function

' People

' What may be the name of a person in the row of a cell, from the left: on a sheet with ids what its first columns say, on
' a form who is chosen, elsewhere every text, and each with the one beside it as id and name.
Private Function NamesIn(Picked As Object) As Collection
    Dim Form As Object, Column As Long, Last As Long, Found As New Collection
    Set NamesIn = Found
    If TypeName(Picked) <> "Range" Then Exit Function
    For Each Form In Forms()
        If Form.Name = Picked.Worksheet.Name Then Found.Add CStr(Form.Range(CHOICE).Value): Exit Function
    Next Form
    Last = IIf(HasIds(Picked.Worksheet), 1, 30)
    For Column = 1 To Last
        With Picked.Worksheet
            Found.Add Trim(Held(.Cells(Picked.Row, Column)))
            Found.Add Labelled(Trim(Held(.Cells(Picked.Row, Column))), Trim(Held(.Cells(Picked.Row, Column + 1))))
        End With
    Next Column
End Function

Private Function PlaceAmong(Names As Collection, Name As String) As Long
    Dim Place As Long
    If Name = "" Then Exit Function
    For Place = Names.Count To 1 Step -1
        If Names(Place) = Name Then PlaceAmong = Place
    Next Place
End Function

' Written as a text, and only where somebody else stands there; the form shows that person's figures then, also where
' Excel calculates nothing by itself.
Private Sub PutPerson(Form As Object, Person As String)
    On Error GoTo Failed
    If CStr(Form.Range(CHOICE).Value) <> Person Then Form.Range(CHOICE).Value = "'" & Person
Failed:
    PassEsc Err.Number
    On Error GoTo 0
    If CStr(Form.Range(CHOICE).Value) <> Person Then Refuse Filled("FORM_LOCKED", Form.Name & " " & CHOICE)
    Form.Calculate
End Sub

' A form on which a format shows another number than counts is no form of anybody.
Private Sub MustShowItsNumbers(Form As Object)
    Dim Values As Variant, Row As Long, Column As Long, Cell As Range
    Values = Form.Range(Form.Cells(1, 1), Form.Cells(LastRowOf(Form) + 1, LastColumnOf(Form))).Value
    For Row = 1 To UBound(Values, 1)
        For Column = 1 To UBound(Values, 2)
            If VarType(Values(Row, Column)) = vbDouble Or VarType(Values(Row, Column)) = vbCurrency Then
                Set Cell = Form.Cells(Row, Column)
                If Not ShowsItsNumber(Cell) Then Refuse Filled("FORMAT_CHANGED", PlaceOf(Cell), ToldIn(Cell))
            End If
        Next Column
    Next Row
End Sub

' What a file may be called: for characters that a system forbids a line stands.
Private Function FileName(Name As String) As String
    Dim Sign As Variant
    FileName = Name
    For Each Sign In Array("\", "/", ":", "*", "?", """", "<", ">", "|")
        FileName = Replace(FileName, Sign, "_")
    Next Sign
End Function
