Attribute VB_Name = "PresalesAlone"
' What the buttons do without Python: they go to, show, print and hand in what the workbook's own formulas say.
' No rule is computed here. Every function returns what is to be told, "" when its work is seen. ASCII only, as in Presales.
Option Explicit

Private Const IDENTITY = "_presales"
Private Const FIRST_ROW = 6   ' of people on the sheets with column ids, which stand in row 1
Private Const RESULT = 8, LINK = 9  ' columns of the checks
Private Const CHOICE = "B2"   ' of a form: whose it is
Private Const SHOWN = 900     ' characters of a message box
Private LastRow As Long       ' of the checks: the line that was gone to last
Private LastBook As String

' To the next line of the checks that is not in order, and on to the first again behind the last.
Public Function NextOpenCheck() As String
    Dim Checks As Worksheet, Row As Long
    Application.Calculate
    Set Checks = SheetOf("problems")
    If Checks Is Nothing Then NextOpenCheck = Word("SHEET_GONE"): Exit Function
    If LastBook <> ActiveWorkbook.Name Then LastRow = 0
    LastBook = ActiveWorkbook.Name
    Row = OpenLine(Checks, LastRow)
    If Row = 0 Then
        LastRow = 0
        NextOpenCheck = Filled("CHECKS_SAY", Checks.Range("B4").Text)
        Exit Function
    End If
    LastRow = Row
    FollowLink Checks, Row
    NextOpenCheck = Filled("CHECKS_SAY", Checks.Range("B4").Text) & vbNewLine & vbNewLine & LineOf(Checks, Row)
End Function

' The first line behind a row that is refused or to be confirmed, else the first of all, 0 for none.
Private Function OpenLine(Checks As Worksheet, Behind As Long) As Long
    Dim Row As Long, First As Long, Last As Long, Doubtful As Long
    Last = Checks.UsedRange.Row + Checks.UsedRange.Rows.Count - 1
    For Row = FIRST_ROW To Last
        If IsOpenLine(Checks, Row) Then
            If First = 0 Then First = Row
            If Row > Behind Then OpenLine = Row: Exit Function
        ElseIf Doubtful = 0 And Checks.Cells(Row, RESULT).Text = ChrW(&H25B2) Then
            Doubtful = Row
        End If
    Next Row
    ' What is to be confirmed has a line of its own in the list below, unless there are too many.
    OpenLine = IIf(First > 0, First, Doubtful)
End Function

Private Function IsOpenLine(Checks As Worksheet, Row As Long) As Boolean
    Dim Mark As String
    Mark = Left(Checks.Cells(Row, LINK).Text, 1)
    IsOpenLine = Checks.Cells(Row, RESULT).Text = ChrW(&H2717) Or Mark = ChrW(&H2717) Or Mark = ChrW(&H25B2)
End Function

' What a line of the checks says, up to its result, and for one to be confirmed where that is done.
Private Function LineOf(Checks As Worksheet, Row As Long) As String
    Dim Head As Long, Column As Long
    Head = Row
    Do While Head > FIRST_ROW And Checks.Cells(Head, LINK).HasFormula
        Head = Head - 1  ' the list of what is to be confirmed has headers of its own
    Loop
    If Head = Row Then Head = FIRST_ROW
    LineOf = Checks.Cells(Row, 2).Text
    For Column = 3 To RESULT
        If Checks.Cells(Row, Column).Text <> "" Then
            LineOf = LineOf & vbNewLine & OneLine(Checks.Cells(Head, Column)) & ": " & Checks.Cells(Row, Column).Text
        End If
    Next Column
    If Head <> FIRST_ROW Then LineOf = LineOf & vbNewLine & Filled("CONFIRM_AT", Checks.Name & " E" & Row)
End Function

' Go where the link of a line leads, be it a link of the cell or the formula HYPERLINK.
Private Sub FollowLink(Sheet As Worksheet, Row As Long)
    Dim Place As String, Formula As String, First As Long, Last As Long
    If Sheet.Cells(Row, LINK).Hyperlinks.Count > 0 Then
        Place = Sheet.Cells(Row, LINK).Hyperlinks(1).SubAddress
    Else
        Formula = Sheet.Cells(Row, LINK).Formula
        First = InStr(Formula, "HYPERLINK(") + 10
        Last = InStr(First, Formula, ",IF(")
        If First > 10 And Last > 0 Then Place = CStr(Sheet.Evaluate(Mid(Formula, First, Last - First)))
    End If
    If Place = "" Then Place = "'" & Sheet.Name & "'!A" & Row
    If Left(Place, 1) = "#" Then Place = Mid(Place, 2)
    Application.Goto CellsAt(Place)
End Sub

' The selected person's form, to the front.
Public Function ShowForm() As String
    Dim Form As Object, Person As Object, Names As Object
    Set Names = NamesIn(Selection)
    For Each Form In Forms()
        For Each Person In PeopleOf(Form)
            If IsAmong(Names, CStr(Person.Value)) Then
                PutPerson Form, CStr(Person.Value)
                If Form.Visible <> xlSheetVisible Then Form.Visible = xlSheetVisible
                Form.Activate
                Exit Function
            End If
        Next Person
    Next Form
    ShowForm = Word("NOBODY")
End Function

' Every form in turn: printed, or a PDF each in a folder that is chosen. At the end the forms are as they were.
Public Function AllForms() As String
    Dim Form As Object, Person As Object, Before As String, Folder As String, Count As Long, Answer As Long
    Answer = AskThree(Word("PRINT_OR_PDF"))
    If Answer = vbCancel Then Exit Function
    If Answer = vbYes Then Folder = ChosenFolder(ActiveWorkbook)
    If Answer = vbYes And Folder = "" Then Exit Function
    For Each Form In Forms()
        Before = CStr(Form.Range(CHOICE).Value)
        For Each Person In PeopleOf(Form)
            If CStr(Person.Value) <> "" Then
                PutPerson Form, CStr(Person.Value)
                Form.Calculate
                If Answer = vbYes Then
                    SavePdf Form, Folder & FileName(Form.Name & " " & CStr(Person.Value)) & ".pdf"
                Else
                    PrintSheet Form
                End If
                Count = Count + 1
            End If
        Next Person
        PutPerson Form, Before
    Next Form
    AllForms = Filled(IIf(Answer = vbYes, "FORMS_SAVED", "FORMS_PRINTED"), CStr(Count), Folder)
End Function

' The rule over the selected cell, and the figures of its row that belong to it.
Public Function ExplainCell() As String
    Dim Sheet As Worksheet, Cell As Range, Id As String, Row As Long
    ExplainCell = Word("NOTHING_HERE")
    If TypeName(Selection) <> "Range" Then Exit Function
    Set Cell = Selection.Cells(1, 1)
    Set Sheet = Cell.Worksheet
    If Not HasIds(Sheet) Then Exit Function
    Id = CStr(Sheet.Cells(1, Cell.Column).Value)
    If Id = "" Then Exit Function
    Row = Cell.Row
    ExplainCell = Sheet.Name & " " & Cell.Address(False, False)
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & "  " & WhoIsIn(Sheet, Row)
    ExplainCell = ExplainCell & vbNewLine & OneLine(Sheet.Cells(5, Cell.Column))
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & ": " & Cell.Text
    ExplainCell = ExplainCell & vbNewLine & vbNewLine & Filled("RULE", RuleOver(Sheet, Cell.Column))
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & vbNewLine & FiguresOf(Sheet, Cell, Id)
    If Len(ExplainCell) > SHOWN Then ExplainCell = Left(ExplainCell, SHOWN) & ChrW(&H2026)
End Function

' The same in the lines of the sheet.
Private Function RuleOver(Sheet As Worksheet, Column As Long) As String
    RuleOver = Sheet.Cells(4, Column).MergeArea.Cells(1, 1).Text
    If RuleOver = "" Then RuleOver = Sheet.Cells(5, Column).Text
End Function

' What stands over a column: the cell of the fourth row, which may span several columns.
Private Function HeaderOver(Sheet As Worksheet, Column As Long) As String
    HeaderOver = OneLine(Sheet.Cells(4, Column).MergeArea.Cells(1, 1))
    If HeaderOver = "" Then HeaderOver = OneLine(Sheet.Cells(5, Column))
End Function

' Of a cell with points what stands under the same header; of one with a result all points; of the rest nothing.
Private Function FiguresOf(Sheet As Worksheet, Cell As Range, Id As String) As String
    Dim Column As Long, Other As String, Header As String, IsPoints As Boolean
    IsPoints = Left(Id, 7) = "points."
    If Left(Id, 6) = "input." Or Left(Id, 6) = "words." Then Exit Function
    Header = Split(HeaderOver(Sheet, Cell.Column), ChrW(&HFF08))(0)
    For Column = 3 To Sheet.UsedRange.Column + Sheet.UsedRange.Columns.Count - 1
        Other = CStr(Sheet.Cells(1, Column).Value)
        If Column <> Cell.Column And Other <> "" And Sheet.Cells(Cell.Row, Column).Text <> "" Then
            If BelongsTo(Sheet, Column, Other, Id, Header) Then
                FiguresOf = FiguresOf & vbNewLine & Named(Sheet, Column) & ": " & Sheet.Cells(Cell.Row, Column).Text
            End If
        End If
    Next Column
End Function

Private Function BelongsTo(Sheet As Worksheet, Column As Long, Other As String, Id As String, Header As String) As Boolean
    Dim Kind As String
    Kind = Split(Other & ".", ".")(0)
    Select Case Split(Id & ".", ".")(0)
        Case "points"
            BelongsTo = Kind <> "points" And Header <> "" And Split(HeaderOver(Sheet, Column), ChrW(&HFF08))(0) = Header
        Case "pay"
            BelongsTo = Kind = "pay" Or Kind = "input" Or Kind = "total" Or Kind = "grade"
        Case "grade", "rank"
            BelongsTo = Kind = "total" Or Kind = "completeness" Or Kind = "rank"
        Case "total", "completeness", "flags"
            BelongsTo = Kind = "points" Or Kind = "state"
    End Select
End Function

' A column's own name, with what it belongs to where that says more.
Private Function Named(Sheet As Worksheet, Column As Long) As String
    Named = OneLine(Sheet.Cells(5, Column))
    If Left(CStr(Sheet.Cells(1, Column).Value), 7) = "points." Then
        Named = Split(HeaderOver(Sheet, Column), ChrW(&HFF08))(0)
    End If
End Function

' Grades, quota and money of every role, as the summary has them.
Public Function ShowSummary() As String
    Dim Summary As Worksheet, Row As Long, Last As Long, IsTitle As Boolean
    Application.Calculate
    Set Summary = SheetOf("grades")
    If Summary Is Nothing Then ShowSummary = Word("SHEET_GONE"): Exit Function
    Last = CLng(Said("area", "grades", 4))
    Summary.Activate
    Row = 5
    Do While Row < Last
        If RowText(Summary, Row) <> "" Then
            IsTitle = Summary.Cells(Row, 3).Text = ""
            If IsTitle Then ShowSummary = ShowSummary & IIf(ShowSummary = "", "", vbNewLine) & RowText(Summary, Row) & vbNewLine
            If IsTitle Then Row = Row + 1
            Row = TakeTable(Summary, Row, IsTitle, ShowSummary)
        Else
            Row = Row + 1
        End If
    Loop
    If Len(ShowSummary) > SHOWN Then ShowSummary = Left(ShowSummary, SHOWN) & ChrW(&H2026)
End Function

' Add a table to a text unless it is the ranking; return the row behind it. A table of grades begins with their names.
Private Function TakeTable(Sheet As Worksheet, ByVal Row As Long, IsFacts As Boolean, ByRef Told As String) As Long
    Dim First As String
    First = Sheet.Cells(Row + 1, 2).Text
    Do While RowText(Sheet, Row) <> ""
        If IsFacts Or First <> "" And Not IsNumeric(First) Then Told = Told & RowText(Sheet, Row) & vbNewLine
        Row = Row + 1
    Loop
    TakeTable = Row
End Function

Private Function RowText(Sheet As Worksheet, Row As Long) As String
    Dim Column As Long
    For Column = 2 To 8
        If Sheet.Cells(Row, Column).Text <> "" Then
            RowText = RowText & IIf(RowText = "", "", "   ") & OneLine(Sheet.Cells(Row, Column))
        End If
    Next Column
End Function

' Calculated anew by Excel; cells whose formula was overwritten are named.
Public Function CheckFormulas() As String
    Dim Lost As String, Count As Long
    Application.Calculate
    Lost = LostFormulas(Count)
    CheckFormulas = IIf(Count = 0, Word("FORMULAS_FINE"), Filled("FORMULAS_LOST", CStr(Count), Lost))
End Function

' The cells that were issued with a formula and hold none, the first ten by name.
Private Function LostFormulas(ByRef Count As Long) As String
    Dim Rows As Variant, Row As Long, Area As Variant, Sheet As Object, Cell As Object, All As Variant
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = "formulas" And CStr(Rows(Row, 3)) <> "" Then
            Set Sheet = SheetNamed(CStr(Rows(Row, 2)))
            If Sheet Is Nothing Then
                Count = Count + 1
                LostFormulas = LostFormulas & vbNewLine & CStr(Rows(Row, 2))
            Else
                For Each Area In Split(CStr(Rows(Row, 3)), " ")
                    All = Sheet.Range(Area).HasFormula
                    If IsNull(All) Then All = False
                    If Not All Then
                        For Each Cell In Sheet.Range(Area).Cells
                            If Not Cell.HasFormula Then
                                Count = Count + 1
                                If Count <= 10 Then LostFormulas = LostFormulas & vbNewLine & Sheet.Name & " " & Cell.Address(False, False)
                            End If
                        Next Cell
                    End If
                Next Area
            End If
        End If
    Next Row
End Function

' A copy for HR with a record of who handed in when and what was shown, once every check is passed or asked about.
Public Function HandIn() As String
    Dim Checks As Worksheet, Lost As String, Count As Long, Row As Long, File As String
    Application.Calculate
    Set Checks = SheetOf("problems")
    If Checks Is Nothing Then HandIn = Word("SHEET_GONE"): Exit Function
    Lost = LostFormulas(Count)
    If Count > 0 Then HandIn = Word("REFUSED") & vbNewLine & Filled("FORMULAS_LOST", CStr(Count), Lost): Exit Function
    Row = OpenLine(Checks, 0)
    If Row > 0 Then
        If IsRefused(Checks) Then HandIn = Word("REFUSED") & vbNewLine & NextOpenCheck(): Exit Function
        If Not Agreed(Filled("ASK_OPEN", Checks.Range("B4").Text)) Then HandIn = NextOpenCheck(): Exit Function
    End If
    File = CopyFor(ActiveWorkbook, Said("returns", "", 2), Filled("COPY_NAME", Stem(ActiveWorkbook.Name), Format(Now, "yyyymmdd-hhnn")))
    If File = "" Then Exit Function
    Stamp File
    HandIn = Filled("HANDED_IN", File)
End Function

' Whether a check says that something is refused, not only to be confirmed.
Private Function IsRefused(Checks As Worksheet) As Boolean
    Dim Row As Long
    For Row = FIRST_ROW To Checks.UsedRange.Row + Checks.UsedRange.Rows.Count - 1
        If Checks.Cells(Row, RESULT).Text = ChrW(&H2717) Or Left(Checks.Cells(Row, LINK).Text, 1) = ChrW(&H2717) Then
            IsRefused = True
            Exit Function
        End If
    Next Row
End Function

' Write the record below what the hidden sheet holds, save the copy, and take the record out of this workbook again.
Private Sub Stamp(File As String)
    Dim Sheet As Worksheet, Row As Long, Number As Long, Problem As String
    Set Sheet = ActiveWorkbook.Worksheets(IDENTITY)
    Row = Sheet.UsedRange.Row + Sheet.UsedRange.Rows.Count
    Sheet.Unprotect
    On Error GoTo PutBack
    Sheet.Cells(Row, 1).Value = "submitted"
    Sheet.Cells(Row, 2).Value = "'" & Application.UserName
    Sheet.Cells(Row, 3).Value = "'" & Format(Now, "yyyy-mm-dd") & "T" & Format(Now, "hh:nn:ss")
    Sheet.Cells(Row, 4).Value = "'" & ShownTotals()
    SaveCopy ActiveWorkbook, File
PutBack:
    Number = Err.Number
    Problem = Err.Description
    On Error GoTo 0
    Sheet.Range(Sheet.Cells(Row, 1), Sheet.Cells(Row, 4)).ClearContents
    Sheet.Protect
    If Number <> 0 Then Err.Raise Number, , Problem
End Sub

' How many totals the sheets of the roles show, and their sum: what a later look into the copy can compare.
Public Function ShownTotals() As String
    Dim Rows As Variant, Row As Long, Sheet As Object, Column As Long, Line As Long, People As Long, Total As Double
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = "part" And CStr(Rows(Row, 5)) = "" Then
            Set Sheet = SheetNamed(CStr(Rows(Row, 2)))
            For Column = 1 To Sheet.UsedRange.Columns.Count
                If CStr(Sheet.Cells(1, Column).Value) = "total" Then Exit For
            Next Column
            For Line = FIRST_ROW To Sheet.UsedRange.Rows.Count
                If VarType(Sheet.Cells(Line, Column).Value) = vbDouble Then
                    People = People + 1
                    Total = Total + Sheet.Cells(Line, Column).Value
                End If
            Next Line
        End If
    Next Row
    ShownTotals = "shown " & People & " " & CStr(Int(Total * 100 + 0.5))
End Function

' Which buttons work here and which need Python, and how to get it.
Public Function WhatWorks() As String
    WhatWorks = Word("WHAT_WORKS")
End Function

' What the hidden sheet says

Private Function Hidden() As Variant
    Hidden = ActiveWorkbook.Worksheets(IDENTITY).UsedRange.Value
End Function

Private Function Said(Kind As String, Key As String, Column As Long) As String
    Dim Rows As Variant, Row As Long
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = Kind And (Key = "" Or CStr(Rows(Row, 2)) = Key) Then
            Said = CStr(Rows(Row, Column))
            Exit Function
        End If
    Next Row
End Function

' The sheet with an area of the add-in's: "problems" stands on the checks, "grades" on the summary.
Private Function SheetOf(Area As String) As Worksheet
    Set SheetOf = SheetNamed(Said("area", Area, 3))
End Function

Private Function SheetNamed(Name As String) As Worksheet
    On Error Resume Next
    Set SheetNamed = ActiveWorkbook.Worksheets(Name)
End Function

' The forms: sheets as issued whose cell of choice can be changed.
Private Function Forms() As Collection
    Dim Rows As Variant, Row As Long, Sheet As Object
    Set Forms = New Collection
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = "sheet" And CStr(Rows(Row, 3)) = "" Then
            Set Sheet = SheetNamed(CStr(Rows(Row, 2)))
            If Not Sheet Is Nothing Then
                If Not Sheet.Range(CHOICE).Locked Then Forms.Add Sheet
            End If
        End If
    Next Row
End Function

' The cells with the people that a form can be of: its drop-down list says where they stand.
Private Function PeopleOf(Form As Object) As Object
    Set PeopleOf = CellsAt(Mid(Form.Range(CHOICE).Validation.Formula1, 2)).Cells
End Function

Private Function HasIds(Sheet As Worksheet) As Boolean
    HasIds = Said("sheet", Sheet.Name, 3) <> ""
End Function

' People

' What may be the name of a person in the row of a cell: every text, id and name together; on a form who is chosen.
Private Function NamesIn(Picked As Object) As Collection
    Dim Sheet As Object, Column As Long
    Set NamesIn = New Collection
    If TypeName(Picked) <> "Range" Then Exit Function
    Set Sheet = Picked.Worksheet
    For Each Sheet In Forms()
        If Sheet.Name = Picked.Worksheet.Name Then NamesIn.Add CStr(Sheet.Range(CHOICE).Value)
    Next Sheet
    Set Sheet = Picked.Worksheet
    For Column = 1 To 30
        NamesIn.Add Sheet.Cells(Picked.Row, Column).Text
    Next Column
    For Column = 1 To 4
        NamesIn.Add Replace(Sheet.Cells(Picked.Row, Column).Text & " " & Sheet.Cells(Picked.Row, Column + 1).Text, "~", ChrW(&HFF5E))
    Next Column
End Function

Private Function IsAmong(Names As Object, Name As String) As Boolean
    Dim Item As Variant
    If Name = "" Then Exit Function
    For Each Item In Names
        If Item = Name Then IsAmong = True: Exit Function
    Next Item
End Function

Private Function WhoIsIn(Sheet As Worksheet, Row As Long) As String
    WhoIsIn = Sheet.Cells(Row, 1).Text
    If CStr(Sheet.Cells(1, 2).Value) = "name" Then WhoIsIn = WhoIsIn & " " & Sheet.Cells(Row, 2).Text
End Function

' Written as a text, and only where somebody else stands there.
Private Sub PutPerson(Form As Object, Person As String)
    If CStr(Form.Range(CHOICE).Value) <> Person Then Form.Range(CHOICE).Value = "'" & Person
End Sub

' Places and words

' The cells of a reference within the workbook, such as 'Some sheet'!$A$1:$A$9.
Private Function CellsAt(Place As String) As Range
    Dim Mark As Long, Name As String
    Mark = InStrRev(Place, "!")
    Name = Left(Place, Mark - 1)
    If Left(Name, 1) = "'" Then Name = Replace(Mid(Name, 2, Len(Name) - 2), "''", "'")
    Set CellsAt = ActiveWorkbook.Worksheets(Name).Range(Mid(Place, Mark + 1))
End Function

Private Function OneLine(Cell As Object) As String
    OneLine = Replace(Replace(Cell.Text, vbCr, ""), vbLf, "")
End Function

Private Function Stem(Name As String) As String
    Stem = Name
    If InStrRev(Name, ".") > 1 Then Stem = Left(Name, InStrRev(Name, ".") - 1)
End Function

' What a file may be called: characters that a system forbids become blanks.
Private Function FileName(Name As String) As String
    Dim Sign As Variant
    FileName = Name
    For Each Sign In Array("\", "/", ":", "*", "?", """", "<", ">", "|")
        FileName = Replace(FileName, Sign, "_")
    Next Sign
End Function

Private Function Filled(Key As String, One As String, Optional Two As String = "") As String
    Filled = Replace(Replace(Word(Key), "%1", One), "%2", Two)
End Function
