Attribute VB_Name = "PresalesLines"
' The lines of the checks: which are open, what they ask for and where they lead.
Option Explicit
Option Private Module

Public Const WRONG = 6, RESULT = 8  ' columns of the checks
Private Const EXPECTED = 4    ' blank in the line of a person
Private Const LINK = 9
Private Const TARGET = 13     ' of the list below them: what an entry is confirmed by, blank where nothing can confirm it

' What the checks say in all; one that could not be calculated passes nothing.
Public Function Verdict(Checks As Worksheet) As String
    If IsError(Checks.Range("B4").Value) Then Refuse Filled("CHECKS_BROKEN", Checks.Name & " B4")
    Verdict = Held(Checks.Range("B4"))
    If Verdict = "" Then Refuse Filled("CHECKS_BROKEN", Checks.Name & " B4")
End Function

' The first line behind a row that is refused, or to be confirmed where none is, else the first of all, 0 for none. What is
' to be confirmed has a line of its own in the list below; where there are too many, the line of its person stands for it.
Public Function OpenLine(Checks As Worksheet, Behind As Long) As Long
    Dim Row As Long, First As Long, Doubtful As Long, Whose As Long, AnyRefused As Boolean
    AnyRefused = RefusedLine(Checks, "") > 0
    For Row = FIRST_ROW To LastCheck()
        If IsRefusedLine(Checks, Row) Or (IsOpenLine(Checks, Row) And Not AnyRefused) Then
            If First = 0 Then First = Row
            If Row > Behind Then OpenLine = Row: Exit Function
        ElseIf Held(Checks.Cells(Row, RESULT)) = ChrW(&H25B2) Then
            If Doubtful = 0 Then Doubtful = Row
            If Held(Checks.Cells(Row, EXPECTED)) = "" And (Whose = 0 Or (Whose <= Behind And Row > Behind)) Then Whose = Row
        End If
    Next Row
    OpenLine = IIf(Whose > 0, Whose, Doubtful)
    If First > 0 Then OpenLine = First
End Function

' The last row of the checks: below it stands the list that Python writes.
Private Function LastCheck() As Long
    LastCheck = CLng(Said("area", "problems", 4))
End Function

Private Function IsOpenLine(Checks As Worksheet, Row As Long) As Boolean
    IsOpenLine = IsRefusedLine(Checks, Row) Or Left(Held(Checks.Cells(Row, LINK)), 1) = ChrW(&H25B2)
End Function

' Whether a line says that something is refused, not only to be confirmed, or cannot say anything.
Public Function IsRefusedLine(Checks As Worksheet, Row As Long) As Boolean
    IsRefusedLine = Held(Checks.Cells(Row, RESULT)) = ChrW(&H2717) Or Left(Held(Checks.Cells(Row, LINK)), 1) = ChrW(&H2717)
    If IsError(Checks.Cells(Row, RESULT).Value) Then IsRefusedLine = True
End Function

' Whether a line is one of the list of entries to be confirmed, which has headers of its own.
Public Function IsListed(Checks As Worksheet, Row As Long) As Boolean
    IsListed = Checks.Cells(Row, LINK).HasFormula
End Function

' What a line of the list of doubted entries says: one that cannot be confirmed is to be typed again.
Public Function DoubtIn(Checks As Worksheet, Row As Long) As String
    Dim IsRefused As Boolean
    IsRefused = Shown(Checks.Cells(Row, TARGET)) = ""
    DoubtIn = Filled(IIf(IsRefused, "ENTRY_REFUSED", "ENTRY_ASKED"), Brief(Shown(Checks.Cells(Row, 4))), Shown(Checks.Cells(Row, 3)))
    If Not IsRefused Then DoubtIn = DoubtIn & vbNewLine & Confirming(Checks, Row)
End Function

' What the list below the checks says of the first entry that nobody can confirm, in a row and a column, 0 for any.
Public Function FaultListed(Checks As Worksheet, Sheet As Worksheet, Row As Long, Column As Long, ByRef Cell As Range) As String
    Dim At As Long, Found As Range
    For At = FIRST_ROW To LastCheck()
        If IsListed(Checks, At) And IsOpenLine(Checks, At) And Shown(Checks.Cells(At, TARGET)) = "" Then
            Set Found = LinkedCell(Checks, At)
            If Found.Worksheet.Name = Sheet.Name And (Row = 0 Or Found.Row = Row) And (Column = 0 Or Found.Column = Column) Then
                Set Cell = Found
                FaultListed = DoubtIn(Checks, At): Exit Function
            End If
        End If
    Next At
End Function

' How the entry of a line is confirmed, or what of that is still lacking.
Private Function Confirming(Checks As Worksheet, Row As Long) As String
    Dim At As Long
    If Held(Checks.Cells(Row, 5)) = "" Then
        Confirming = Filled("CONFIRM_AT", Checks.Name & " E" & Row, Checks.Name & " G" & Row)
    ElseIf LCase(Held(Checks.Cells(Row, 5))) <> LCase(Held(Checks.Cells(Row, TARGET))) Then
        For At = FIRST_ROW To LastCheck()  ' lines move when an entry before them is doubted
            If At <> Row And IsListed(Checks, At) And LCase(Held(Checks.Cells(At, TARGET))) = LCase(Held(Checks.Cells(Row, 5))) Then Confirming = Replace(Filled("CONFIRM_MOVED", Checks.Name & " E" & Row, Held(Checks.Cells(Row, TARGET))), "%3", Checks.Name & " E" & At): Exit Function
        Next At
        Confirming = Filled("CONFIRM_ANEW", Checks.Name & " E" & Row, Held(Checks.Cells(Row, TARGET)))
    Else
        Confirming = Filled("CONFIRM_WHY", Checks.Name & " G" & Row)
    End If
End Function

' Where the link of a line leads, be it a link of the cell or the formula HYPERLINK; the line where it leads nowhere.
Public Function LinkedCell(Checks As Worksheet, Row As Long) As Range
    Dim Place As String, Formula As String, First As Long, Last As Long
    Place = LinkOf(Checks.Cells(Row, LINK))
    If Place = "" Then
        Formula = Checks.Cells(Row, LINK).Formula
        First = InStr(Formula, "HYPERLINK(") + 10
        Last = InStr(First, Formula, ",IF(")
        If First > 10 And Last > 0 Then Place = IndexedPlace(Checks, Mid(Formula, First, Last - First))
    End If
    If Left(Place, 1) = "#" Then Place = Mid(Place, 2)
    If InStr(Place, "!") = 0 Then Place = "'" & Replace(Checks.Name, "'", "''") & "'!A" & Row
    Set LinkedCell = CellsAt(Place)
End Function

' What INDEX(list,which)&(row+more) is. Nothing else that a workbook says is evaluated.
Private Function IndexedPlace(Checks As Worksheet, Words As String) As String
    Dim Parts As Variant
    Parts = Split(Replace(Replace(Replace(Words, "INDEX(", ""), ")&(", ","), "+", ","), ",")
    On Error GoTo Failed  ' by something else
    IndexedPlace = Checks.Range(Parts(0)).Cells(Checks.Range(Parts(1)).Value, 1).Value & (Checks.Range(Parts(2)).Value + Val(Parts(3)))
Failed:
    PassEsc Err.Number
End Function

' The first line of the checks that refuses something or says nothing at all, 0 for none: then they may not say in all
' that something is refused.
Public Function RefusedLine(Checks As Worksheet, Told As String) As Long
    Dim Row As Long
    For Row = FIRST_ROW To LastCheck()
        If IsRefusedLine(Checks, Row) Then RefusedLine = Row: Exit Function
    Next Row
    If InStr(Told, ChrW(&H2717)) > 0 Then Refuse Word("SPOILED")
End Function
