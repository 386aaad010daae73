Attribute VB_Name = "PresalesChecks"
' To the next line of the checks that is not in order, and to the cell that it is about.
Option Explicit
Option Private Module

Private LastRow As Long       ' of the checks: the line that was gone to last
Private LastPlace As String   ' and the cell
Private LastBook As String

' To the next line of the checks that is refused, or to be confirmed where none is, and on to the first again behind the
' last: where everything is as issued, else nothing that they say can be relied on. Other lines about the cell that was
' gone to last are passed over.
Public Function NextOpenCheck() As String
    Dim Checks As Worksheet, Row As Long, First As Long, Told As String, Harm As String, Cell As Range
    Set Checks = SheetOf("problems")
    Told = Verdict(Checks)
    Harm = Altered()
    If Harm <> "" Then NextOpenCheck = Harm: Exit Function
    If LastBook <> ActiveWorkbook.Name Then LastRow = 0: LastPlace = ""
    LastBook = ActiveWorkbook.Name
    If RefusedLine(Checks, Told) = 0 Then Harm = NoEntry(Cell)
    If Harm <> "" Then NextOpenCheck = Gone(Cell, SaidOf(Cell, Harm)): Exit Function  ' the checks know nothing of it
    Row = OpenLine(Checks, LastRow)
    If Row > 0 Then
        First = Row
        Harm = Telling(Checks, Row, Cell)
        Do While PlaceOf(Cell) = LastPlace
            Row = OpenLine(Checks, Row)
            Harm = Telling(Checks, Row, Cell)
            If Row = First Then Exit Do
        Loop
        Harm = Gone(Cell, Harm)
    Else
        Harm = EntryOfNobody(Cell)
        If Harm <> "" Then Harm = Gone(Cell, Harm) Else Harm = CopiedSheet()
    End If
    LastRow = Row
    NextOpenCheck = SaidBy(Told, Harm)
End Function

' What the checks say in all, and of one cell.
Public Function SaidBy(Told As String, Harm As String) As String
    SaidBy = Filled("CHECKS_SAY", Told)
    If Harm <> "" Then SaidBy = SaidBy & vbNewLine & vbNewLine & Harm
End Function

' What a line of the checks says, gone to the cell that it is about.
Public Function GoneTo(Checks As Worksheet, Row As Long) As String
    Dim Told As String, Cell As Range
    Told = Telling(Checks, Row, Cell)
    GoneTo = Gone(Cell, Told)
End Function

Public Function Gone(Cell As Range, Told As String) As String
    Uncover Cell.Worksheet
    Application.Goto Cell
    LastPlace = PlaceOf(Cell)
    Gone = LastPlace & "  " & Told
    If IsHidden(Cell) Then Gone = Gone & vbNewLine & Word("CELL_HIDDEN")
End Function

' What a line of the checks says, and of which cell: what is wrong there and how to mend it, else what stands in the line,
' which is of a person, or of a whole column or table and of nobody.
Private Function Telling(Checks As Worksheet, Row As Long, ByRef Cell As Range) As String
    Dim Column As Long
    Set Cell = LinkedCell(Checks, Row)
    If IsListed(Checks, Row) Then
        Telling = DoubtIn(Checks, Row)
    ElseIf HasIds(Cell.Worksheet) Then
        If IsRefusedLine(Checks, Row) Then Telling = FaultOf(Checks, Row, Cell)
        If Telling = "" And Cell.Column > 1 Then Set Cell = Cell.Worksheet.Cells(FIRST_ROW - 1, Cell.Column)
    End If
    If Telling = "" Then
        For Column = 3 To RESULT
            If Shown(Checks.Cells(Row, Column)) <> "" And Shown(Checks.Cells(Row, Column)) <> "0" Then
                Telling = Telling & OneLine(Checks.Cells(FIRST_ROW, Column)) & ": " & Shown(Checks.Cells(Row, Column)) & vbNewLine
            End If
        Next Column
        If IsRefusedLine(Checks, Row) Then Telling = Telling & Word("LOOK")
    End If
    If IsListed(Checks, Row) Or Not HasIds(Cell.Worksheet) Or Cell.Column = 1 Or Cell.Row < FIRST_ROW Then
        Telling = Shown(Checks.Cells(Row, 2)) & vbNewLine & Telling
    Else
        Telling = SaidOf(Cell, Telling)
    End If
End Function

' What is told of somebody's entry, below whose and which it is.
Public Function SaidOf(Cell As Range, Told As String) As String
    SaidOf = WhoIsIn(Cell.Worksheet, Cell.Row) & " " & OneLine(Cell.Worksheet.Cells(5, Cell.Column)) & vbNewLine & Told
End Function

' What is wrong in the first cell that a refused line is about: of an input in somebody's entry, of a table of details in a
' row, of a person in one of these. "" for nothing, and the cell that the line links to: it says itself what is wrong.
Private Function FaultOf(Checks As Worksheet, Row As Long, ByRef Cell As Range) As String
    Dim Sheet As Worksheet, At As Long, Linked As Range, Person As Range
    Set Linked = Cell
    Set Sheet = Cell.Worksheet
    Set Person = PersonOf(Linked, Held(Checks.Cells(Row, 2)))
    If Not Person Is Nothing Then
        FaultOf = FaultOfPerson(Checks, Row, Person, Cell)
    ElseIf Said("part", Sheet.Name, 5) <> "" Then
        FaultOf = FaultInTable(Sheet, "", Cell)
    Else
        For At = FIRST_ROW To LastRowOf(Sheet)
            Set Cell = Sheet.Cells(At, Linked.Column)
            FaultOf = FaultAt(Checks, Row, Cell, False)
            If FaultOf <> "" Then Exit Function
        Next At
        FaultOf = FaultListed(Checks, Sheet, 0, Linked.Column, Cell)
    End If
    If FaultOf = "" Then Set Cell = Linked
End Function

' The cell on the role's sheet of the person that a line is about: it links to that, or of those who have only rows of
' details to the table of these. `Nothing` for a line about an input or a whole table.
Private Function PersonOf(Linked As Range, Label As String) As Range
    Dim Record As Variant, Role As String, Sheet As Worksheet, At As Long
    If Linked.Column > 1 Then Exit Function
    If Said("part", Linked.Worksheet.Name, 5) = "" Then Set PersonOf = Linked: Exit Function
    Role = Said("part", Linked.Worksheet.Name, 3)
    For Each Record In Records("part")
        If Record(3) = Role And Record(5) = "" Then
            Set Sheet = SheetNamed(CStr(Record(2)))
            For At = FIRST_ROW To LastRowOf(Sheet)
                If LabelIn(Sheet, At) = Label Then Set PersonOf = Sheet.Cells(At, 1): Exit Function
            Next At
        End If
    Next Record
End Function

' What first keeps the result of a person open, and in which cell: an entry that the line of its input refuses, or that
' their own line names as blank, one that cannot be confirmed, a remark that is too long, a row of details. What is only
' to be confirmed keeps nobody from submitting.
Private Function FaultOfPerson(Checks As Worksheet, Row As Long, Person As Range, ByRef Cell As Range) As String
    Dim Record As Variant, Sheet As Worksheet, At As Long, IsTold As Boolean
    Set Sheet = Person.Worksheet
    For At = FIRST_ROW To Row - 1
        IsTold = IsQuoted(Held(Checks.Cells(Row, WRONG)), Held(Checks.Cells(At, 2)))
        If IsTold Or IsRefusedLine(Checks, At) Then
            Set Cell = LinkedCell(Checks, At)
            If Cell.Worksheet.Name = Sheet.Name And Cell.Column > 1 Then
                Set Cell = Sheet.Cells(Person.Row, Cell.Column)
                FaultOfPerson = FaultAt(Checks, At, Cell, IsTold)
                If FaultOfPerson <> "" Then Exit Function
            End If
        End If
    Next At
    FaultOfPerson = FaultListed(Checks, Sheet, Person.Row, 0, Cell)
    For At = 3 To LastColumnOf(Sheet)  ' no other line is about a remark that is too long or an error
        If FaultOfPerson <> "" Then Exit Function
        Set Cell = Sheet.Cells(Person.Row, At)
        If Shown(Sheet.Cells(1, At)) Like "words.*" Then
            FaultOfPerson = FaultIn(Cell, False, "")
            If ShowsError(Cell.Value) Then FaultOfPerson = Held(Checks.Cells(Row, WRONG))
        End If
    Next At
    For Each Record In Records("part")
        If FaultOfPerson <> "" Then Exit Function
        If Record(3) = Said("part", Sheet.Name, 3) And Record(5) <> "" Then FaultOfPerson = FaultInTable(SheetNamed(CStr(Record(2))), LabelIn(Sheet, Person.Row), Cell)
    Next Record
    If FaultOfPerson = "" Then FaultOfPerson = FaultInSum(Held(Checks.Cells(Row, WRONG)), Person, Cell)
End Function

' What their line says of somebody whose rows of details are complete and do not come to what the rule of points wants that
' are open by that, at the first of these rows.
Private Function FaultInSum(Told As String, Person As Range, ByRef Cell As Range) As String
    Dim Record As Variant, Sheet As Worksheet, Details As Worksheet, Table As String, Column As Long, At As Long
    Set Sheet = Person.Worksheet
    For Each Record In Records("part")
        If Record(3) = Said("part", Sheet.Name, 3) And Record(5) <> "" And FaultInSum = "" Then
            Set Details = SheetNamed(CStr(Record(2)))
            Table = OneLine(Sheet.Cells(5, ColumnOf(Said("sheet", Sheet.Name, 3), "rows." & Record(5))))
            For Column = 3 To LastColumnOf(Sheet)
                If Shown(Sheet.Cells(1, Column)) Like "points.*" And Held(Sheet.Cells(Person.Row, Column)) = "" And InStr(RuleOver(Sheet, Column), Table) > 0 Then
                    For At = LastRowOf(Details) To FIRST_ROW Step -1
                        If LCase(Held(Details.Cells(At, 1))) = LCase(LabelIn(Sheet, Person.Row)) Then Set Cell = Details.Cells(At, 1): FaultInSum = Told
                    Next At
                End If
            Next Column
        End If
    Next Record
End Function

' Whether a remark of the checks has the name of an input in it, in the quotation marks of either language.
Private Function IsQuoted(Remark As String, Name As String) As Boolean
    IsQuoted = Name <> "" And InStr(Remark, ChrW(&H300C) & Name & ChrW(&H300D)) + InStr(Remark, ChrW(&H201C) & Name & ChrW(&H201D)) > 0
End Function

' What is wrong with somebody's entry that a line about an input may be refused for: a blank one where their own line tells
' it, or where some are lacking, unless it is given by HR or by raters, as the hidden sheet says.
Private Function FaultAt(Checks As Worksheet, Row As Long, Cell As Range, IsTold As Boolean) As String
    Dim Sheet As Worksheet, IsNeeded As Boolean, Id As String, Others As String
    Set Sheet = Cell.Worksheet
    Id = Trim(Held(Sheet.Cells(Cell.Row, 1)))
    If Id = "" Then Exit Function
    IsNeeded = IsTold
    If IsBlank(Cell) And Val(Held(Checks.Cells(Row, 5))) < Val(Held(Checks.Cells(Row, 4))) Then
        Others = " " & Replace(Said("given", Id, 3), "=", " ") & " " & Said("awaited", Id, 3) & " "
        If Held(Sheet.Cells(Cell.Row, ColumnOf(Said("sheet", Sheet.Name, 3), "completeness"))) <> "1" Then IsNeeded = IsNeeded Or InStr(Others, " " & Shown(Sheet.Cells(1, Cell.Column)) & " ") = 0
    End If
    FaultAt = FaultIn(Cell, IsNeeded, Checks.Cells(Row, WRONG).Formula)
End Function
