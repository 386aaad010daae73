Attribute VB_Name = "PresalesHandIn"
' Handing in: a copy for HR with a record of who did it when, and what was shown.
Option Explicit
Option Private Module

' A copy for HR with a record of who handed in when and what was shown, once every check is passed or asked about.
Public Function HandIn() As String
    Dim Checks As Worksheet, Harm As String, File As String, Told As String, Copied As String, Returns As String, IsReturned As Boolean, Cell As Range, Boxes As Long
    Boxes = BoxesShown
    Set Checks = SheetOf("problems")
    Harm = Harmed(Checks, Told)
    If Harm <> "" Then HandIn = Word("REFUSED") & vbNewLine & Harm: Exit Function
    If Not IsPlain(ActiveWorkbook) Then HandIn = Word("OTHER_KIND"): Exit Function
    If ErrorsFound <> "" Then HandIn = Word("REFUSED"): Exit Function  ' which they are is told behind it
    Copied = CopiedSheet()
    If Copied <> "" Then
        If Not Agreed(Filled("ASK_COPIED", Copied)) Then HandIn = Word("REFUSED"): Exit Function
    End If
    If HasPassword(ActiveWorkbook) Then
        If Not Agreed(Word("ASK_PASSWORD")) Then HandIn = Word("REFUSED"): Exit Function
    End If
    If OpenLine(Checks, 0) > 0 Then
        If Not Agreed(Filled("ASK_OPEN", Told)) Then HandIn = Word("REFUSED") & vbNewLine & NextOpenCheck(): Exit Function
    End If
    ' A path has no lines, and no more signs than that: no workbook words the question.
    Returns = Left(Replace(Replace(Said("returns", "", 2), vbCr, ""), vbLf, " "), 260)
    If IsAgreedFolder(Returns) Then
        File = CopyIn(Returns & Separator(), ActiveWorkbook)
        MustBeAsChecked Checks, Told, Copied, Boxes
        IsReturned = IsStamped(File)
        If Not IsReturned Then Tell Filled("UNREACHABLE", Returns)
    End If
    If Not IsReturned Then
        File = CopyIn(FolderOf(ActiveWorkbook), ActiveWorkbook)
        MustBeAsChecked Checks, Told, Copied, Boxes
        If Not IsStamped(File) Then Refuse Filled("NOT_COPIED", File)
    End If
    HandIn = Filled(IIf(IsReturned, "HANDED_IN", "HANDED_BESIDE"), File, Said("period", "", 2))
    Harm = EntryOfNobody(Cell)
    If Harm <> "" Then HandIn = HandIn & vbNewLine & vbNewLine & PlaceOf(Cell) & "  " & Harm
    If Not ActiveWorkbook.Saved Then HandIn = HandIn & vbNewLine & vbNewLine & Word("NOT_SAVED")
End Function

' What keeps a workbook from being handed in, gone to, "" for nothing, and what the checks say in all.
Private Function Harmed(Checks As Worksheet, ByRef Told As String) As String
    Dim Row As Long, Cell As Range
    Harmed = Altered()
    If Harmed <> "" Then Exit Function
    Told = Verdict(Checks)
    Row = RefusedLine(Checks, Told)
    If Row > 0 Then Harmed = SaidBy(Told, GoneTo(Checks, Row)): Exit Function
    Harmed = NoEntry(Cell)
    If Harmed <> "" Then Harmed = Gone(Cell, SaidOf(Cell, Harmed))
End Function

' While a box stands there, Excel may take what is typed: after one all is checked anew, and what was agreed to is what the
' checks say.
Private Sub MustBeAsChecked(Checks As Worksheet, Told As String, Copied As String, ByRef Boxes As Long)
    Dim Harm As String, Latest As String
    If BoxesShown = Boxes Then Exit Sub
    CalculateBook
    Harm = Obstacle(ActiveWorkbook)
    If Harm = "" Then Harm = ErrorCells()
    If Harm = "" Then Harm = Harmed(Checks, Latest)
    If Harm = "" And CopiedSheet() <> Copied Then Harm = CopiedSheet()
    If Harm = "" And Latest <> Told Then Harm = SaidBy(Latest, "")
    If Harm <> "" Then Refuse Word("CHANGED_MEANWHILE") & vbNewLine & Harm
    Boxes = BoxesShown
End Sub

' Whether HR's copy goes to the folder of returns, which the workbook names and whoever submits is asked about; else it lies
' beside the workbook, and is handed in by whoever sends it. Whether a server answers VBA can only wait for: of a folder on
' the network the question says so, and nothing is looked at before the answer.
Private Function IsAgreedFolder(Returns As String) As Boolean
    If Returns = "" Then Exit Function
    If Not Agreed(Filled(IIf(IsFar(Returns), "ASK_FAR", "ASK_RETURNS"), Returns)) Then Exit Function
    Progress Word("LOOKING")
    IsAgreedFolder = IsThere(Returns, vbDirectory)
    If Not IsAgreedFolder Then Tell Filled("UNREACHABLE", Returns)
    Progress Word("WORKING")
End Function

' The file for HR's copy in a folder; one that is there already is never overwritten.
Private Function CopyIn(Folder As String, Book As Workbook) As String
    Dim Suffix As String
    Suffix = ".xlsx"  ' of one that was never saved
    If InStrRev(Book.Name, ".") > 1 Then Suffix = Mid(Book.Name, InStrRev(Book.Name, "."))
    CopyIn = FreeName(Folder & Filled("COPY_NAME", Stem(Book.Name), Format(Now, "yyyymmdd-hhmm")), Suffix)
End Function

' Write the record below what the hidden sheet holds, save the copy, and take the record out of this workbook again; whether
' the copy could be saved.
Private Function IsStamped(File As String) As Boolean
    Dim Sheet As Worksheet, Row As Long, Number As Long, Totals As String, IsSaved As Boolean
    Totals = ShownTotals()
    IsSaved = ActiveWorkbook.Saved
    Set Sheet = ActiveWorkbook.Worksheets(IDENTITY)
    Row = LastRowOf(Sheet) + 1
    If Not IsLoose(Sheet) Then Refuse Filled(IIf(IsShared(ActiveWorkbook), "BOOK_SHARED", "SHEET_LOCKED"), IDENTITY)
    Undisturbed True
    On Error GoTo PutBack
    Sheet.Cells(Row, 1).Value = "submitted"
    Sheet.Cells(Row, 2).Value = "'" & UserName()
    Sheet.Cells(Row, 3).Value = "'" & Moment()
    Sheet.Cells(Row, 4).Value = "'" & Totals
    SaveCopy ActiveWorkbook, File
    Err.Clear
PutBack:
    Number = Err.Number
    On Error GoTo 0
    Sheet.Range(Sheet.Cells(Row, 1), Sheet.Cells(Row, 4)).ClearContents
    Sheet.Protect
    ActiveWorkbook.Saved = IsSaved
    Undisturbed False
    If Number = 18 Then Err.Raise Number
    IsStamped = Number = 0
End Function

' Whether a sheet can be written to, its protection taken off unless somebody gave it a password.
Private Function IsLoose(Sheet As Worksheet) As Boolean
    On Error GoTo Failed
    Sheet.Unprotect ""  ' without an argument Excel would ask for the password
Failed:
    PassEsc Err.Number
    IsLoose = Not Sheet.ProtectContents
End Function

' How many totals the sheets of the roles show, and their sum: what a later look into the copy can compare.
Private Function ShownTotals() As String
    Dim Record As Variant, Sheet As Worksheet, Column As Long, Line As Long, People As Long, Total As Double
    For Each Record In Records("part")
        Set Sheet = SheetNamed(CStr(Record(2)))
        Column = ColumnOf(Said("sheet", Sheet.Name, 3), "total")
        For Line = FIRST_ROW To IIf(Column = 0, 0, LastRowOf(Sheet))
            If VarType(Sheet.Cells(Line, Column).Value2) = vbDouble Then
                People = People + 1
                Total = Total + Sheet.Cells(Line, Column).Value2
            End If
        Next Line
    Next Record
    ShownTotals = "shown " & People & " " & CStr(Int(Total * 100 + 0.5))
End Function

' A file's name without its suffix, and without what an earlier submission put behind it in either language, or what a
' system or a mail program put behind that, as in " (1)".
Private Function Stem(Name As String) As String
    Dim Mark As Variant, Place As Long
    Stem = Name
    If InStrRev(Name, ".") > 1 Then Stem = Left(Name, InStrRev(Name, ".") - 1)
    For Each Mark In Array("_submitted_", "_" & ChrW(&H63D0) & ChrW(&H4EA4) & "_")
        For Place = Len(Stem) To 2 Step -1
            If Mid(Stem, Place) Like Mark & "########-####*" Then Stem = Left(Stem, Place - 1)
        Next Place
    Next Mark
End Function
