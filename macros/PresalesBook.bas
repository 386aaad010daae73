Attribute VB_Name = "PresalesBook"
' What a workbook of ours says: its hidden sheet, sheets, people, places and words.
Option Explicit
Option Private Module

Public Const IDENTITY = "_presales"
Public Const FIRST_ROW = 6   ' of people on the sheets with column ids, which stand in row 1
Public Const FAR_ROW = 20000, FAR_COLUMN = 1000  ' behind them HR reads nothing and refuses the file
Public Const REFUSED = -2147220991  ' vbObjectError + 513: an error whose description is for people

Public Function Labelled(Id As String, Name As String) As String
    Labelled = Replace(Id & " " & Name, "~", ChrW(&HFF5E))
End Function

' What an error tells people, by its number and description.
Public Function ToldOf(Number As Long, Description As String) As String
    Select Case Number
        Case REFUSED: ToldOf = Description
        Case 18: ToldOf = Word("STOPPED_ALONE")  ' Esc
        Case Else: ToldOf = Filled("FAILED_ALONE", CStr(Number))
    End Select
End Function

' At the end of a procedure that bears errors of its own: Esc is none of them, and ends the click.
Public Sub PassEsc(Number As Long)
    If Number = 18 Then Err.Raise Number
End Sub

Public Sub Refuse(Reason As String)
    Err.Raise REFUSED, , Reason
End Sub

Public Function IsBlank(Cell As Range) As Boolean
    IsBlank = Application.WorksheetFunction.CountA(Cell) = 0
End Function

Public Function PlaceOf(Cell As Range) As String
    PlaceOf = Cell.Worksheet.Name & " " & Cell.Address(False, False)
End Function

' A name of a file that nobody has yet: a number is put behind it where there is one, so that none is written over.
Public Function FreeName(Stem As String, Ending As String) As String
    Dim Number As Long
    FreeName = Stem & Ending
    Number = 1
    Do While IsThere(FreeName, vbNormal) And Number < 1000
        Number = Number + 1
        FreeName = Stem & "-" & CStr(Number) & Ending
    Loop
End Function

' The number of an id among those of a sheet, 0 for none.
Public Function ColumnOf(Ids As String, Id As String) As Long
    Dim Column As Long
    For Column = 0 To UBound(Split(Ids, " "))
        If Split(Ids, " ")(Column) = Id Then ColumnOf = Column + 1: Exit Function
    Next Column
End Function

' The last row of a sheet with something in it, and the last column that is looked at: what is used may be all of it once a
' whole column was formatted.
Public Function LastRowOf(Sheet As Worksheet) As Long
    Dim First As Long, Middle As Long
    LastRowOf = Application.WorksheetFunction.Min(Sheet.UsedRange.Row + Sheet.UsedRange.Rows.Count - 1, FAR_ROW)
    First = IIf(LastRowOf > 1000, 1, LastRowOf)  ' so few are not worth a search
    Do While First < LastRowOf
        Middle = (First + LastRowOf) \ 2
        If IsBlank(Sheet.Range(Sheet.Rows(Middle + 1), Sheet.Rows(LastRowOf))) Then LastRowOf = Middle Else First = Middle + 1
    Loop
End Function

Public Function LastColumnOf(Sheet As Worksheet) As Long
    LastColumnOf = Application.WorksheetFunction.Min(Sheet.UsedRange.Column + Sheet.UsedRange.Columns.Count - 1, 200)
End Function

' The folder of a workbook on this computer; of one in the cloud or never saved, the user's own.
Public Function FolderOf(Book As Workbook) As String
    FolderOf = Book.Path
    If FolderOf = "" Or InStr(FolderOf, "://") > 0 Then FolderOf = OwnFolder()
    FolderOf = FolderOf & Separator()
End Function

' What the hidden sheet says

Public Function Hidden() As Variant
    With ActiveWorkbook.Worksheets(IDENTITY)
        Hidden = .Range(.Cells(1, 1), .Cells(LastRowOf(ActiveWorkbook.Worksheets(IDENTITY)) + 1, 8)).Value
    End With
End Function

' The records of a kind, each as its texts: what it is about is the first, at 2 as on the sheet.
Public Function Records(Kind As String) As Collection
    Dim Rows As Variant, Row As Long, Found As New Collection
    Set Records = Found
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = Kind Then Found.Add TextsIn(Rows, Row)
    Next Row
End Function

Private Function TextsIn(Rows As Variant, Row As Long) As Variant
    Dim Texts(8) As String, Column As Long
    For Column = 1 To UBound(Rows, 2)
        If Not IsError(Rows(Row, Column)) Then Texts(Column) = CStr(Rows(Row, Column))
    Next Column
    TextsIn = Texts
End Function

Public Function Said(Kind As String, Key As String, Column As Long) As String
    Dim Record As Variant
    For Each Record In Records(Kind)
        If Key = "" Or Record(2) = Key Then Said = Record(Column): Exit Function
    Next Record
End Function

' The sheet with an area of the add-in's: "problems" stands on the checks, "grades" on the summary.
Public Function SheetOf(Area As String) As Worksheet
    Set SheetOf = SheetNamed(Said("area", Area, 3))
    If SheetOf Is Nothing Then Refuse Word("SPOILED")
End Function

Public Function SheetNamed(Name As String) As Worksheet
    On Error GoTo Failed
    Set SheetNamed = ActiveWorkbook.Worksheets(Name)
Failed:
    PassEsc Err.Number
End Function

' A sheet that was hidden can be seen again, unless the workbook's structure is locked.
Public Sub Uncover(Sheet As Object)
    On Error GoTo Failed
    If Sheet.Visible <> xlSheetVisible Then Sheet.Visible = xlSheetVisible
Failed:
    PassEsc Err.Number
    On Error GoTo 0
    If Sheet.Visible <> xlSheetVisible Then Refuse Filled("SHEET_HIDDEN", Sheet.Name)
End Sub

Public Function HasIds(Sheet As Worksheet) As Boolean
    HasIds = Said("sheet", Sheet.Name, 3) <> ""
End Function

' How the person in a row of a role's sheet is chosen.
Public Function LabelIn(Sheet As Worksheet, Row As Long) As String
    LabelIn = Labelled(Held(Sheet.Cells(Row, 1)), Held(Sheet.Cells(Row, 2)))
End Function

Public Function WhoIsIn(Sheet As Worksheet, Row As Long) As String
    WhoIsIn = Held(Sheet.Cells(Row, 1))
    If CStr(Sheet.Cells(1, 2).Value) = "name" Then WhoIsIn = WhoIsIn & " " & Held(Sheet.Cells(Row, 2))
End Function

' Places and words

' The cells of a reference within the workbook, such as 'Some sheet'!$A$1:$A$9.
Public Function CellsAt(Place As String) As Range
    Dim Mark As Long, Name As String
    Mark = InStrRev(Place, "!")
    Name = Left(Place, Mark - 1)
    If Left(Name, 1) = "'" Then Name = Replace(Mid(Name, 2, Len(Name) - 2), "''", "'")
    Set CellsAt = ActiveWorkbook.Worksheets(Name).Range(Mid(Place, Mark + 1))
End Function

' What a cell shows; its value where the column is too narrow for that.
Public Function Shown(Cell As Object) As String
    On Error GoTo Failed
    Shown = Cell.Text
    If Shown <> "" And Replace(Shown, "#", "") = "" Then Shown = CStr(Cell.Value)
Failed:
    PassEsc Err.Number
End Function

' Whether a value is an error, be it a text that is spelled as one.
Public Function ShowsError(Value As Variant) As Boolean
    ShowsError = IsError(Value)
    If VarType(Value) <> vbString Then Exit Function
    Select Case Value
        Case "every error that a cell shows"  ' listed here when the add-in is built
            ShowsError = True
    End Select
End Function

' What a cell holds, in whatever format it is shown.
Public Function Held(Cell As Object) As String
    On Error GoTo Failed
    Held = CStr(Cell.Value2)
Failed:
    PassEsc Err.Number
End Function

' What is told of a cell: what it shows, but what it holds where its format shows another text or number, as thousands.
Public Function ToldIn(Cell As Range) As String
    ToldIn = Shown(Cell)
    If VarType(Cell.Value2) = vbString Then ToldIn = Held(Cell)
    If Not ShowsItsNumber(Cell) Then ToldIn = CStr(Round(Cell.Value2, 4))
End Function

' A text that a cell shows, with a number in it as `Val` reads it, whichever signs the computer writes.
Public Function Pointed(Text As String) As String
    Pointed = Replace(Replace(Text, NumberSign(xlThousandsSeparator), ""), NumberSign(xlDecimalSeparator), ".")
End Function

' Whether a number is shown as it is, rounded to two places at the most; a sign such as a tick stands for 0 or 1.
Public Function ShowsItsNumber(Cell As Range) As Boolean
    Dim Text As String, Number As Double, Places As Long
    ShowsItsNumber = True
    If VarType(Cell.Value2) <> vbDouble Then Exit Function
    If Cell.Text <> "" And Replace(Cell.Text, "#", "") = "" Then Exit Function  ' of a column that is too narrow
    Text = Replace(Replace(Pointed(Shown(Cell)), "+", ""), ChrW(&H2265), "")
    Number = Cell.Value2
    If Not (Text Like "*#*") And Text <> "" And (Number = 0 Or Number = 1) Then Exit Function
    If InStr(Text, "%") > 0 Then Number = Number * 100
    If InStr(Text, ".") > 0 Then
        Do While Mid(Text, InStr(Text, ".") + Places + 1, 1) Like "#"
            Places = Places + 1
        Loop
    End If
    ShowsItsNumber = Abs(Val(Text) - Number) <= 0.000000001 * Abs(Number) Or (Abs(Val(Text) - Number) < 0.5000001 / 10 ^ Places And (Places > 1 Or InStr(Text, "%") > 0))
End Function

' The lines of a cell as one; a unit in Chinese brackets follows without a blank.
Public Function OneLine(Cell As Object) As String
    OneLine = Replace(Unfolded(Cell, " "), " " & ChrW(&HFF08), ChrW(&HFF08))
End Function

' The words of a cell, a sign between its paragraphs: a line that was folded keeps the blank it was folded at, behind the
' last one of a paragraph stand two.
Public Function Unfolded(Cell As Object, Between As String) As String
    Unfolded = Replace(Replace(Shown(Cell), vbCr, ""), "  " & vbLf, vbTab)
    Unfolded = Replace(Replace(Unfolded, vbLf, ""), vbTab, Between)
End Function

' A text that somebody typed, as much of it as a message tells.
Public Function Brief(Text As String) As String
    Brief = Text
    If Len(Text) > 60 Then Brief = Left(Text, 60) & ChrW(&H2026)
End Function

' One more line of a list, which a box may leave out where it has no room for all of them.
Public Function Listed(Line As String) As String
    Listed = vbLf & vbTab & Line
End Function

Public Function Filled(Key As String, One As String, Optional Two As String) As String
    Dim Parts As Variant, Place As Long
    Parts = Split(Word(Key), "%1")  ' what is filled in may hold such signs, too
    For Place = 0 To UBound(Parts)
        Parts(Place) = Replace(Parts(Place), "%2", Two)
    Next Place
    Filled = Join(Parts, One)
End Function
