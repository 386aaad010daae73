Attribute VB_Name = "PresalesAlone"
' What the buttons do without Python: they go to, show, print and hand in what the workbook's own formulas say.
' No rule is computed here. Every function returns what is to be told, "" when its work is seen. ASCII only, as in Presales.
Option Explicit

Private Const IDENTITY = "_presales"
Private Const FIRST_ROW = 6   ' of people on the sheets with column ids, which stand in row 1
Private Const WRONG = 6, RESULT = 8, LINK = 9  ' columns of the checks
Private Const TARGET = 13     ' of the list below them: what an entry is confirmed by, blank where nothing can confirm it
Private Const FAR_ROW = 20000, FAR_COLUMN = 1000  ' behind them HR reads nothing and refuses the file
Private Const CHOICE = "B2"   ' of a form: whose it is
Private Const REFUSED = -2147220991  ' vbObjectError + 513: an error whose description is for people
Private LastRow As Long       ' of the checks: the line that was gone to last
Private LastPlace As String   ' and the cell
Private LastBook As String
Private Errors As String      ' what the last look at all cells found

' What keeps every button from working on the active workbook, "" for nothing: it is not ours or no team's, its hidden
' sheet is spoiled, a sheet is gone or bears another name, or columns were moved.
Public Function Obstacle(Book As Workbook) As String
    Dim Rows As Variant, Row As Long, Record As Variant
    If Book Is Nothing Then Obstacle = Word("NO_WORKBOOK"): Exit Function
    If Not IsOurs(Book) Then Obstacle = Word("NOT_OURS"): Exit Function
    If Said("mark", "", 2) = "presales_xl calibration" Then Obstacle = Word("HRS_BOOK"): Exit Function
    Select Case Said("kind", "", 2)
        Case "rater", "answer": Obstacle = Word("NO_TEAM")
        Case Else: If Said("part", "", 2) = "" Or Said("kind", "", 2) = "" Then Obstacle = Word("SPOILED")
    End Select
    If Obstacle = "" And Said("format", "", 2) <> "the format of the hidden sheet" Then Obstacle = Word("OTHER_FORMAT")
    If Obstacle <> "" Then Exit Function
    If LacksRecord() Then Obstacle = Word("SPOILED"): Exit Function
    For Each Record In Records("sheet")
        If Obstacle = "" Then Obstacle = Missing(CStr(Record(2)), Split(Record(3), " "))
    Next Record
    If Obstacle <> "" Then Exit Function
    Rows = Hidden()
    For Row = 1 To UBound(Rows, 1)
        If IsSpoiled(Rows, Row) Then Obstacle = Word("SPOILED"): Exit Function
    Next Row
    For Each Record In Records("part")
        If Obstacle <> "" Then Exit Function
        If Record(5) <> "" Then Obstacle = AddedDetail(SheetNamed(CStr(Record(2))))
        If Record(5) = "" And Record(8) = "" Then Obstacle = WrongPerson(SheetNamed(CStr(Record(2))), CStr(Record(3)))
    Next Record
End Function

' Whether a record of the hidden sheet is gone that goes with another one, be it the seal over all.
Private Function LacksRecord() As Boolean
    Dim Rows As Variant, Row As Long, All As String, Pair As Variant, Record As Variant
    Rows = Hidden()
    All = vbLf
    For Row = 1 To UBound(Rows, 1)
        All = All & CStr(Rows(Row, 1)) & vbTab & CStr(Rows(Row, 2)) & vbLf
        If CStr(Rows(Row, 1)) = "part" Then All = All & "role" & vbTab & CStr(Rows(Row, 3)) & vbLf & "rule" & vbTab & CStr(Rows(Row, 4)) & vbLf
    Next Row
    LacksRecord = InStr(All, vbLf & "seal" & vbTab) = 0
    For Each Pair In Array("area grades", "area bonus", "area problems")
        If InStr(All, vbLf & Replace(Pair, " ", vbTab) & vbLf) = 0 Then LacksRecord = True
    Next Pair
    ' What each record of a kind names, and in which of its columns, has a record, too.
    For Each Pair In Array("sheet 2 formulas", "sheet 2 constants", "person 2 role", "scheme 2 rule", "formulas 2 sheet", "constants 2 sheet", "part 2 sheet", "part 3 person", "part 4 scheme")
        For Each Record In Records(CStr(Split(Pair, " ")(0)))
            If InStr(All, vbLf & Split(Pair, " ")(2) & vbTab & Record(CLng(Split(Pair, " ")(1))) & vbLf) = 0 Then LacksRecord = True
        Next Record
    Next Pair
End Function

' The first cell of a role's sheet that holds the id of nobody of that role, of somebody once more, or another one's name;
' "" for none, where somebody is gone the sheet, and the first row of another one than was issued: the list that the forms
' go by keeps its order. A remark or a total below the people is nobody's.
Private Function WrongPerson(Sheet As Worksheet, Role As String) As String
    Dim Record As Variant, Row As Long, Last As Long, Known As String, Everybody As String, Id As String, Person As String, Moved As String
    Known = vbLf
    Everybody = vbLf
    Last = FIRST_ROW - 1
    For Each Record In Records("person")
        Everybody = Everybody & Record(3) & vbLf
        If Record(2) = Role Then
            Known = Known & Record(3) & vbTab & Record(4) & vbLf
            Last = Last + 1
            If Moved = "" And Trim(Shown(Sheet.Cells(Last, 1))) <> Record(3) Then Moved = Filled("PERSON_MOVED", Sheet.Name & " A" & Last, CStr(Record(3)))
        End If
    Next Record
    For Row = FIRST_ROW To LastRowOf(Sheet)
        Id = Trim(Shown(Sheet.Cells(Row, 1)))
        If Id <> "" And Row > Last Then
            If InStr(Everybody, vbLf & Id & vbLf) = 0 And Not IsEntered(Sheet, Row) Then Id = ""
        End If
        If Id <> "" Then
            Person = vbLf & Id & vbTab & Trim(Shown(Sheet.Cells(Row, 2))) & vbLf
            If InStr(Known, vbLf & Id & vbTab) = 0 Then WrongPerson = Filled("PERSON_WRONG", Sheet.Name & " A" & Row): Exit Function
            If InStr(Known, Person) = 0 Then WrongPerson = Filled("PERSON_WRONG", Sheet.Name & " B" & Row): Exit Function
            Known = Replace(Known, Person, vbLf)
        End If
    Next Row
    WrongPerson = Moved
    If Known <> vbLf Then WrongPerson = Filled("PERSON_GONE", Sheet.Name, Split(Split(Known, vbLf)(1), vbTab)(0))
End Function

' Whether a row below the people has a name and an entry: it is of somebody who was added.
Private Function IsEntered(Sheet As Worksheet, Row As Long) As Boolean
    Dim Column As Long, Id As String
    If Trim(Shown(Sheet.Cells(Row, 2))) = "" Then Exit Function
    For Column = 3 To LastColumnOf(Sheet)
        Id = CStr(Sheet.Cells(1, Column).Value)
        If (Id = "state" Or Id = "level" Or Left(Id, 6) = "input.") And Shown(Sheet.Cells(Row, Column)) <> "" Then IsEntered = True: Exit Function
    Next Column
End Function

' What is to be told of a row below the last one that a table of details was issued with, which no formula sees; "" for
' none. A remark below it, or a total, is nobody's.
Private Function AddedDetail(Sheet As Worksheet) As String
    Dim Area As Variant, Row As Long, Column As Long, Last As Long
    For Each Area In Split(Said("formulas", Sheet.Name, 3), " ")
        Last = Sheet.Range(Area).Row + Sheet.Range(Area).Rows.Count - 1
        For Row = Last + 1 To LastRowOf(Sheet)
            For Column = 2 To LastColumnOf(Sheet)
                If CStr(Sheet.Cells(1, Column).Value) <> "" And Shown(Sheet.Cells(Row, Column)) <> "" And IsLabel(Shown(Sheet.Cells(Row, 1))) Then
                    AddedDetail = Filled("ROW_ADDED", Sheet.Name & " A" & Row, CStr(Last)): Exit Function
                End If
            Next Column
        Next Row
    Next Area
End Function

' Whether a text is how somebody of the workbook is chosen.
Private Function IsLabel(Text As String) As Boolean
    Dim Record As Variant
    For Each Record In Records("person")
        If Labelled(CStr(Record(3)), CStr(Record(4))) = Text Then IsLabel = True
    Next Record
End Function

Private Function Labelled(Id As String, Name As String) As String
    Labelled = Replace(Id & " " & Name, "~", ChrW(&HFF5E))
End Function

' Whether a record of the hidden sheet cannot be one: an error stands in it, or it names a sheet, area or row that
' there is not.
Private Function IsSpoiled(Rows As Variant, Row As Long) As Boolean
    Dim Column As Long, Named As Long, Area As Variant
    For Column = 1 To UBound(Rows, 2)
        If IsError(Rows(Row, Column)) Then IsSpoiled = True: Exit Function
    Next Column
    Select Case CStr(Rows(Row, 1))
        Case "given"
            For Each Area In Split(CStr(Rows(Row, 3)), " ")
                If Not (Area Like "?*=?*") Then IsSpoiled = True
            Next Area
            Exit Function
        Case "part", "formulas": Named = 2
        Case "area": Named = 3
        Case Else: Exit Function
    End Select
    If SheetNamed(CStr(Rows(Row, Named))) Is Nothing Then IsSpoiled = True: Exit Function
    If CStr(Rows(Row, 1)) = "area" Then IsSpoiled = Not IsBelow(SheetNamed(CStr(Rows(Row, 3))), Rows(Row, 4))
    If CStr(Rows(Row, 1)) <> "formulas" Then Exit Function
    For Each Area In Split(CStr(Rows(Row, 3)), " ")
        If Not IsArea(CStr(Rows(Row, 2)), CStr(Area)) Then IsSpoiled = True
    Next Area
End Function

' Whether a number is that of a row below all formulas that a sheet was issued with, and not far below what it uses.
Private Function IsBelow(Sheet As Worksheet, Number As Variant) As Boolean
    Dim Area As Variant
    If Not IsNumeric(Number) Then Exit Function
    IsBelow = CDbl(Number) >= 0 And CDbl(Number) <= LastRowOf(Sheet) + 50
    For Each Area In Split(Said("formulas", Sheet.Name, 3), " ")
        If IsArea(Sheet.Name, CStr(Area)) Then
            If CDbl(Number) < Sheet.Range(Area).Row + Sheet.Range(Area).Rows.Count Then IsBelow = False
        End If
    Next Area
End Function

Private Function IsArea(Name As String, Area As String) As Boolean
    On Error Resume Next
    IsArea = SheetNamed(Name).Range(Area).Row > 0
End Function

' What a sheet lacks of what it was issued with: itself, or an id of a column.
Private Function Missing(Name As String, Ids As Variant) As String
    Dim Sheet As Worksheet, Column As Long
    Set Sheet = SheetNamed(Name)
    If Sheet Is Nothing Then Missing = Filled("SHEET_GONE", Name): Exit Function
    For Column = 0 To UBound(Ids)
        If CStr(Sheet.Cells(1, Column + 1).Value) <> Ids(Column) Then Missing = Filled("COLUMNS_MOVED", Name)
    Next Column
End Function

' What an error tells people, by its number and description.
Public Function ToldOf(Number As Long, Description As String) As String
    Select Case Number
        Case REFUSED: ToldOf = Description
        Case 18: ToldOf = Word("STOPPED_ALONE")  ' Esc
        Case Else: ToldOf = Filled("FAILED_ALONE", CStr(Number))
    End Select
End Function

Public Sub Refuse(Reason As String)
    Err.Raise REFUSED, , Reason
End Sub

' To the next line of the checks that is not in order, and on to the first again behind the last: where everything is as
' issued, else nothing that they say can be relied on. Another line about the cell that was gone to last is passed over.
Public Function NextOpenCheck() As String
    Dim Checks As Worksheet, Row As Long, Told As String, Harm As String, Cell As Range
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
        Harm = Telling(Checks, Row, Cell)
        If PlaceOf(Cell) = LastPlace Then Row = OpenLine(Checks, Row)
        Harm = GoneTo(Checks, Row)
    End If
    LastRow = Row
    NextOpenCheck = SaidBy(Told, Harm)
End Function

' What the checks say in all, and of one cell.
Private Function SaidBy(Told As String, Harm As String) As String
    SaidBy = Filled("CHECKS_SAY", Told)
    If Harm <> "" Then SaidBy = SaidBy & vbNewLine & vbNewLine & Harm
End Function

' What a line of the checks says, gone to the cell that it is about.
Private Function GoneTo(Checks As Worksheet, Row As Long) As String
    Dim Told As String, Cell As Range
    Told = Telling(Checks, Row, Cell)
    GoneTo = Gone(Cell, Told)
End Function

Private Function Gone(Cell As Range, Told As String) As String
    Uncover Cell.Worksheet
    Application.Goto Cell
    LastPlace = PlaceOf(Cell)
    Gone = LastPlace & "  " & Told
    If IsHidden(Cell) Then Gone = Gone & vbNewLine & Word("CELL_HIDDEN")
End Function

' What the checks say in all; one that could not be calculated passes nothing.
Private Function Verdict(Checks As Worksheet) As String
    If IsError(Checks.Range("B4").Value) Then Refuse Filled("CHECKS_BROKEN", Checks.Name & " B4")
    Verdict = Held(Checks.Range("B4"))
    If Verdict = "" Then Refuse Filled("CHECKS_BROKEN", Checks.Name & " B4")
End Function

' The first line behind a row that is refused or to be confirmed, else the first of all, 0 for none.
Private Function OpenLine(Checks As Worksheet, Behind As Long) As Long
    Dim Row As Long, First As Long, Last As Long, Doubtful As Long
    Last = LastCheck()
    For Row = FIRST_ROW To Last
        If IsOpenLine(Checks, Row) Then
            If First = 0 Then First = Row
            If Row > Behind Then OpenLine = Row: Exit Function
        ElseIf Doubtful = 0 And Held(Checks.Cells(Row, RESULT)) = ChrW(&H25B2) Then
            Doubtful = Row
        End If
    Next Row
    ' What is to be confirmed has a line of its own in the list below, unless there are too many.
    OpenLine = IIf(First > 0, First, Doubtful)
End Function

' The last row of the checks: below it stands the list that Python writes.
Private Function LastCheck() As Long
    LastCheck = CLng(Said("area", "problems", 4))
End Function

Private Function IsOpenLine(Checks As Worksheet, Row As Long) As Boolean
    IsOpenLine = IsRefusedLine(Checks, Row) Or Left(Held(Checks.Cells(Row, LINK)), 1) = ChrW(&H25B2)
End Function

' Whether a line says that something is refused, not only to be confirmed, or cannot say anything.
Private Function IsRefusedLine(Checks As Worksheet, Row As Long) As Boolean
    IsRefusedLine = Held(Checks.Cells(Row, RESULT)) = ChrW(&H2717) Or Left(Held(Checks.Cells(Row, LINK)), 1) = ChrW(&H2717)
    If IsError(Checks.Cells(Row, RESULT).Value) Then IsRefusedLine = True
End Function

' Whether a line is one of the list of entries to be confirmed, which has headers of its own.
Private Function IsListed(Checks As Worksheet, Row As Long) As Boolean
    IsListed = Checks.Cells(Row, LINK).HasFormula
End Function

' What a line of the checks says, and of which cell: what is wrong there and how to mend it, else what stands in the line,
' which is of a person, or of a whole column or table and of nobody.
Private Function Telling(Checks As Worksheet, Row As Long, ByRef Cell As Range) As String
    Dim Column As Long
    Set Cell = LinkedCell(Checks, Row)
    If IsListed(Checks, Row) Then
        Telling = Asking(Checks, Row)
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
Private Function SaidOf(Cell As Range, Told As String) As String
    SaidOf = WhoIsIn(Cell.Worksheet, Cell.Row) & " " & OneLine(Cell.Worksheet.Cells(5, Cell.Column)) & vbNewLine & Told
End Function

' What a line of the list of doubted entries says: one that cannot be confirmed is to be typed again.
Private Function Asking(Checks As Worksheet, Row As Long) As String
    Dim IsRefused As Boolean
    IsRefused = Shown(Checks.Cells(Row, TARGET)) = ""
    Asking = Filled(IIf(IsRefused, "ENTRY_REFUSED", "ENTRY_ASKED"), Shown(Checks.Cells(Row, 4)), Shown(Checks.Cells(Row, 3)))
    If Not IsRefused Then Asking = Asking & vbNewLine & Confirming(Checks, Row)
End Function

' What is wrong in the first cell that a refused line is about: of an input in somebody's entry, of a table of details in a
' row, of a person in one of these. "" for nothing, and the cell that the line links to: it says itself what is wrong.
Private Function FaultOf(Checks As Worksheet, Row As Long, ByRef Cell As Range) As String
    Dim Sheet As Worksheet, At As Long, Linked As Range
    Set Linked = Cell
    Set Sheet = Cell.Worksheet
    If Said("part", Sheet.Name, 5) <> "" Then
        FaultOf = FaultInTable(Sheet, "", Cell)
    ElseIf Linked.Column = 1 Then
        FaultOf = FaultOfPerson(Checks, Row, Linked, Cell)
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
    For At = 3 To LastColumnOf(Sheet)  ' no other line is about a remark that is too long
        If FaultOfPerson <> "" Then Exit Function
        Set Cell = Sheet.Cells(Person.Row, At)
        If Shown(Sheet.Cells(1, At)) Like "words.*" Then FaultOfPerson = FaultIn(Cell, False, "")
    Next At
    For Each Record In Records("part")
        If FaultOfPerson <> "" Then Exit Function
        If Record(3) = Said("part", Sheet.Name, 3) And Record(5) <> "" Then FaultOfPerson = FaultInTable(SheetNamed(CStr(Record(2))), LabelIn(Sheet, Person.Row), Cell)
    Next Record
End Function

' Whether a remark of the checks has the name of an input in it, in the quotation marks of either language.
Private Function IsQuoted(Remark As String, Name As String) As Boolean
    IsQuoted = Name <> "" And InStr(Remark, ChrW(&H300C) & Name & ChrW(&H300D)) + InStr(Remark, ChrW(&H201C) & Name & ChrW(&H201D)) > 0
End Function

' What the list below the checks says of the first entry that nobody can confirm, in a row and a column, 0 for any.
Private Function FaultListed(Checks As Worksheet, Sheet As Worksheet, Row As Long, Column As Long, ByRef Cell As Range) As String
    Dim At As Long, Found As Range
    For At = FIRST_ROW To LastCheck()
        If IsListed(Checks, At) And IsOpenLine(Checks, At) And Shown(Checks.Cells(At, TARGET)) = "" Then
            Set Found = LinkedCell(Checks, At)
            If Found.Worksheet.Name = Sheet.Name And (Row = 0 Or Found.Row = Row) And (Column = 0 Or Found.Column = Column) Then
                Set Cell = Found
                FaultListed = Asking(Checks, At): Exit Function
            End If
        End If
    Next At
End Function

' What is wrong with somebody's entry that a line about an input may be refused for: a blank one where their own line tells
' it, or where some are lacking, unless it is given by HR or by raters, as the hidden sheet says.
Private Function FaultAt(Checks As Worksheet, Row As Long, Cell As Range, IsTold As Boolean) As String
    Dim Sheet As Worksheet, IsNeeded As Boolean, Id As String, Others As String
    Set Sheet = Cell.Worksheet
    Id = Trim(Shown(Sheet.Cells(Cell.Row, 1)))
    If Id = "" Then Exit Function
    IsNeeded = IsTold
    If IsBlank(Cell) And Val(Held(Checks.Cells(Row, 5))) < Val(Held(Checks.Cells(Row, 4))) Then
        Others = " " & Replace(Said("given", Id, 3), "=", " ") & " " & Said("awaited", Id, 3) & " "
        If Held(Sheet.Cells(Cell.Row, ColumnOf(Said("sheet", Sheet.Name, 3), "completeness"))) <> "1" Then IsNeeded = IsNeeded Or InStr(Others, " " & Shown(Sheet.Cells(1, Cell.Column)) & " ") = 0
    End If
    FaultAt = FaultIn(Cell, IsNeeded, Checks.Cells(Row, WRONG).Formula)
End Function

' What is wrong in a table of details, of one person unless the label is "", and in which cell: in the first row that is not
' complete, else with how many rows somebody has, which the role's sheet counts.
Private Function FaultInTable(Details As Worksheet, Label As String, ByRef Cell As Range) As String
    Dim Record As Variant, Main As Worksheet, At As Long, State As Long, Counted As Long, Done As Long
    State = LastColumnOf(Details)
    Do Until Shown(Details.Cells(1, State)) Like "*.state"
        State = State - 1
    Loop
    For At = FIRST_ROW To LastRowOf(Details)
        If Held(Details.Cells(At, State)) = "0" And (Label = "" Or Shown(Details.Cells(At, 1)) = Label) Then
            FaultInTable = FaultInRow(Details.Cells(At, State), Cell): Exit Function
        End If
    Next At
    For Each Record In Records("part")
        If Record(3) = Said("part", Details.Name, 3) And Record(5) = "" Then Set Main = SheetNamed(CStr(Record(2)))
    Next Record
    Counted = ColumnOf(Said("sheet", Main.Name, 3), "rows." & Said("part", Details.Name, 5))
    Done = ColumnOf(Said("sheet", Main.Name, 3), "completeness")
    For At = FIRST_ROW To LastRowOf(Main)
        If Shown(Main.Cells(At, 1)) <> "" And Held(Main.Cells(At, Done)) <> "1" And VarType(Main.Cells(At, Counted).Value2) <> vbDouble And (Label = "" Or LabelIn(Main, At) = Label) Then
            FaultInTable = FaultInCount(Details, State, LabelIn(Main, At), Main.Cells(At, Counted).Formula, Cell): Exit Function
        End If
    Next At
End Function

' That somebody has more rows than may be, at the last one, or too few, at the first that is kept for them or for nobody;
' how many may be says the formula that counts them.
Private Function FaultInCount(Details As Worksheet, State As Long, Label As String, Counting As String, ByRef Cell As Range) As String
    Dim At As Long, Most As Long, Count As Long, Own As Range, Free As Range, Extra As Range
    Most = Val(Split(Counting & ",1)>", ",1)>")(1))
    For At = LastRowOf(Details) To FIRST_ROW Step -1
        If Details.Cells(At, State).HasFormula And Held(Details.Cells(At, State)) = "" Then
            If Shown(Details.Cells(At, 1)) = Label Then Set Own = Details.Cells(At, 2)
            If Shown(Details.Cells(At, 1)) = "" Then Set Free = Details.Cells(At, 1)
        ElseIf Shown(Details.Cells(At, 1)) = Label Then
            Count = Count + 1
            If Extra Is Nothing Then Set Extra = Details.Cells(At, 1)
        End If
    Next At
    FaultInCount = Filled("ROWS_LACKING", Label)
    Set Cell = Details.Cells(FIRST_ROW, 1)
    If Not Free Is Nothing Then Set Cell = Free
    If Not Own Is Nothing Then Set Cell = Own
    If Count > Most And Most > 0 Then FaultInCount = Replace(Filled("ROWS_MANY", Label, CStr(Count)), "%3", CStr(Most)): Set Cell = Extra
End Function

' What is wrong in a row of details that is not complete, and in which cell: the first entry that is not taken, else the
' first blank one that the formula of its state wants, else what that wants of all of them together.
Private Function FaultInRow(State As Range, ByRef Cell As Range) As String
    Dim Column As Long, Entry As Range, Told As String, Wanted As String, Figure As String, Legend As String
    Set Cell = State.Worksheet.Cells(State.Row, 1)
    If IsCut(State) Then FaultInRow = Word("CELL_CUT"): Exit Function
    For Column = 1 To State.Column - 1
        Set Entry = State.Worksheet.Cells(State.Row, Column)
        If Not (Entry.Locked And Entry.HasFormula) Then
            Told = FaultIn(Entry, Not MayStayBlank(State.Formula, Entry.Address(False, True)), State.Formula)
            If Told <> "" And (FaultInRow = "" Or Not IsBlank(Entry)) Then
                FaultInRow = Told
                Set Cell = Entry
                If Not IsBlank(Entry) Then Exit Function
            End If
        End If
    Next Column
    If FaultInRow <> "" Then Exit Function
    Wanted = Mid(State.Formula, InStr(State.Formula & "NOT(", "NOT("))
    For Column = State.Column - 1 To 2 Step -1  ' from what is wanted back to the number that it comes from
        Set Entry = State.Worksheet.Cells(State.Row, Column)
        If Wanted Like ("*$" & Split(Entry.Address, "$")(1) & "[0-9$]*") Then
            If Entry.Locked And Entry.HasFormula Then
                If Figure = "" Then Figure = OneLine(State.Worksheet.Cells(5, Column)) & ": " & ToldIn(Entry) & SummedRows(Entry)
                Wanted = Wanted & Entry.Formula
            ElseIf ChoicesIn(State.Formula, Entry) = "" Then
                Set Cell = Entry: Exit For
            End If
        End If
    Next Column
    Legend = Shown(State.Worksheet.Cells(3, 1))  ' its last sentence says what every row must meet
    Column = InStrRev(Replace(Legend, ". ", ChrW(&H3002) & " "), ChrW(&H3002), Len(Legend) - 1)
    FaultInRow = Filled("ROW_CHECK", Trim(Mid(Legend, Column + 1)), Figure)
End Function

' Whether the formula of a row's state does without an entry, at a place such as $C6.
Private Function MayStayBlank(Formula As String, Place As String) As Boolean
    MayStayBlank = InStr(Formula, "COUNTA(" & Place & ")>") > 0 Or InStr(Formula, "AND(" & Place & "<>") > 0
    If InStr(Formula, "LEN(" & Place & ")") > 0 Then MayStayBlank = InStr(Formula, Place & "=""""") = 0
End Function

' The choices among which a formula looks for an entry, between tabs and in small letters, "" where it does not: the state
' of a row of details in an area, what counts the wrong entries of an input one by one, less what HR alone may give.
Private Function ChoicesIn(Formula As String, Entry As Range) As String
    Dim Parts As Variant, Place As String, Choice As Range, At As Long
    Place = Entry.Address(False, True) & ")*1)=0"
    If InStr(Formula, Place) > 0 Then
        Place = Left(Formula, InStr(Formula, Place) - 1)
        For Each Choice In CellsAt(CStr(Split(Mid(Place, InStrRev(Place, "((") + 2), "=")(0))).Cells
            ChoicesIn = ChoicesIn & vbTab & LCase(Held(Choice)) & vbTab
        Next Choice
        Exit Function
    End If
    Parts = Split(Formula, "COUNTIFS(")
    For At = 1 To UBound(Parts)
        Place = Left(Parts(At), InStrRev(Parts(At), ")") - 1)
        Place = Mid(Place, InStrRev(Place, ",") + 1)
        If InStr(Place, "!") > 0 And InStr(Place, """") = 0 Then
            Place = vbTab & LCase(Held(CellsAt(Place))) & vbTab
            If Right(Parts(At - 1), 1) = "-" Then
                ChoicesIn = ChoicesIn & Place
            ElseIf Said("exempted", Trim(Shown(Entry.Worksheet.Cells(Entry.Row, 1))), 2) = "" Then
                ChoicesIn = Replace(ChoicesIn, Place, "")
            End If
        End If
    Next At
End Function

' Of which rows a figure of a row of details is the sum, which are those with the same entry as this row in one column, as
' the formula says; "" for no such sum.
Private Function SummedRows(Figure As Range) As String
    Dim Parts As Variant, Sheet As Worksheet, Key As Range, At As Long, Rows As String
    Set Sheet = Figure.Worksheet
    Parts = Split(Mid(Figure.Formula, InStr(Figure.Formula & "SUMIFS(", "SUMIFS(")), ",")
    If UBound(Parts) < 2 Then Exit Function
    For At = 2 To Figure.Column - 1
        If InStr(Parts(2) & ")", Sheet.Cells(Figure.Row, At).Address(False, True) & ")") = 1 Then Set Key = Sheet.Cells(Figure.Row, At)
    Next At
    If Key Is Nothing Then Exit Function
    For At = FIRST_ROW To LastRowOf(Sheet)
        If LCase(Held(Sheet.Cells(At, Key.Column))) = LCase(Held(Key)) Then Rows = Rows & IIf(Rows = "", "", ", ") & At
    Next At
    SummedRows = Replace(Filled("ROWS_SUMMED", OneLine(Sheet.Cells(5, Key.Column)), Held(Key)), "%3", Rows)
End Function

' Whether a formula has lost a cell that it reads: another one was cut or dragged there.
Private Function IsCut(Cell As Range) As Boolean
    IsCut = InStr(Replace(Cell.Formula, " #REF! ", ""), "#REF!") > 0  ' some look for errors by their names
End Function

' What is wrong with an entry and how to mend it, "" for nothing; a blank one is wrong where it is needed. Whether it is
' taken formulas say: of a number the one that asks back has a result, a choice is among those of the one that judges its
' line or row; only a text goes by its own rule, which may have been pasted there.
Private Function FaultIn(Cell As Range, IsNeeded As Boolean, Judging As String) As String
    Dim Record As Variant, Sheet As Worksheet, Column As Long, Id As String, Choices As String, IsTaken As Boolean, IsNumber As Boolean
    If IsBlank(Cell) Then
        If IsNeeded Then FaultIn = Word(IIf(Cell.Locked, "CELL_LOCKED", "CELL_BLANK"))
        If IsNeeded And Cell.MergeCells Then  ' the first cell takes all that is typed
            If PlaceOf(Cell.MergeArea.Cells(1, 1)) <> PlaceOf(Cell) Then FaultIn = Filled("CELL_MERGED", PlaceOf(Cell), PlaceOf(Cell.MergeArea.Cells(1, 1)))
        End If
        Exit Function
    End If
    Id = Shown(Cell.Worksheet.Cells(1, Cell.Column))
    IsTaken = KeepsToRule(Cell)
    For Each Record In Records("sheet")
        Set Sheet = SheetNamed(CStr(Record(2)))
        If Record(3) <> "" And InStr(Id, ".") > 0 And Shown(Sheet.Cells(Cell.Row, 1)) = Shown(Cell.Worksheet.Cells(Cell.Row, 1)) Then
            Column = ColumnOf(CStr(Record(3)), Replace(Replace(Id, ".", ".question.", 1, 1), "input.question.", "question."))
            If Column > 0 Then
                If IsCut(Sheet.Cells(Cell.Row, Column)) Then FaultIn = Word("CELL_CUT"): Exit Function
                IsNumber = True
                IsTaken = VarType(Sheet.Cells(Cell.Row, Column).Value2) = vbDouble
                If IsTaken And Held(Sheet.Cells(Cell.Row, Column)) <> "0" Then FaultIn = FaultListed(SheetOf("problems"), Cell.Worksheet, Cell.Row, Cell.Column, Cell)
                If FaultIn <> "" Then Exit Function
            End If
        End If
    Next Record
    Choices = ChoicesIn(Judging, Cell)
    If Choices <> "" Then IsNumber = False: IsTaken = InStr(Choices, vbTab & LCase(Held(Cell)) & vbTab) > 0
    If IsTaken Or IsNumber Then FaultIn = NoEntryIn(Cell)
    If IsTaken Or FaultIn <> "" Then Exit Function
    FaultIn = Typed(Cell)
    FaultIn = Filled("CELL_WRONG", Left(FaultIn, 60) & IIf(Len(FaultIn) > 60, ChrW(&H2026), ""), RuleFor(Cell))
    If IsNumber And VarType(Cell.Value2) = vbString Then FaultIn = FaultIn & vbNewLine & Word("IS_TEXT")
End Function

Private Function IsBlank(Cell As Range) As Boolean
    IsBlank = Application.WorksheetFunction.CountA(Cell) = 0
End Function

Private Function RuleOf(Cell As Range) As String
    On Error Resume Next
    RuleOf = Cell.Validation.ErrorMessage
End Function

' What may be entered in a cell that is not taken: where its own rule would take it, that may have come from elsewhere, and
' another cell of its column has the right one.
Private Function RuleFor(Cell As Range) As String
    Dim Row As Long, Other As String
    RuleFor = RuleOf(Cell)
    If RuleFor <> "" And Not KeepsToRule(Cell) Then Exit Function
    For Row = FIRST_ROW To LastRowOf(Cell.Worksheet)
        Other = RuleOf(Cell.Worksheet.Cells(Row, Cell.Column))
        If Other <> "" And Other <> RuleOf(Cell) Then RuleFor = Other: Exit Function
    Next Row
    If RuleFor = "" Then RuleFor = Word("RULE_GONE")
End Function

' How the entry of a line is confirmed, or what of that is still lacking.
Private Function Confirming(Checks As Worksheet, Row As Long) As String
    If Held(Checks.Cells(Row, 5)) = "" Then
        Confirming = Filled("CONFIRM_AT", Checks.Name & " E" & Row, Checks.Name & " G" & Row)
    ElseIf Held(Checks.Cells(Row, 5)) <> Held(Checks.Cells(Row, TARGET)) Then
        Confirming = Filled("CONFIRM_ANEW", Checks.Name & " E" & Row, Held(Checks.Cells(Row, TARGET)))
    Else
        Confirming = Filled("CONFIRM_WHY", Checks.Name & " G" & Row)
    End If
End Function

' Where the link of a line leads, be it a link of the cell or the formula HYPERLINK; the line where it leads nowhere.
Private Function LinkedCell(Checks As Worksheet, Row As Long) As Range
    Dim Place As String, Formula As String, First As Long, Last As Long
    Place = LinkOf(Checks.Cells(Row, LINK))
    If Place = "" Then
        Formula = Checks.Cells(Row, LINK).Formula
        First = InStr(Formula, "HYPERLINK(") + 10
        Last = InStr(First, Formula, ",IF(")
        If First > 10 And Last > 0 Then Place = Listed(Checks, Mid(Formula, First, Last - First))
    End If
    If Left(Place, 1) = "#" Then Place = Mid(Place, 2)
    If InStr(Place, "!") = 0 Then Place = "'" & Replace(Checks.Name, "'", "''") & "'!A" & Row
    Set LinkedCell = CellsAt(Place)
End Function

' What INDEX(list,which)&(row+more) is. Nothing else that a workbook says is evaluated.
Private Function Listed(Checks As Worksheet, Words As String) As String
    Dim Parts As Variant
    Parts = Split(Replace(Replace(Replace(Words, "INDEX(", ""), ")&(", ","), "+", ","), ",")
    On Error Resume Next  ' it is something else
    Listed = Checks.Range(Parts(0)).Cells(Checks.Range(Parts(1)).Value, 1).Value & (Checks.Range(Parts(2)).Value + Val(Parts(3)))
End Function

Private Function PlaceOf(Cell As Range) As String
    PlaceOf = Cell.Worksheet.Name & " " & Cell.Address(False, False)
End Function

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

' A name of a file that nobody has yet: a number is put behind it where there is one, so that none is written over.
Private Function FreeName(Stem As String, Ending As String) As String
    Dim Number As Long
    FreeName = Stem & Ending
    Number = 1
    Do While IsThere(FreeName, vbNormal) And Number < 1000
        Number = Number + 1
        FreeName = Stem & "-" & CStr(Number) & Ending
    Loop
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
    MustBeAsIssued
    Row = Cell.Row
    ExplainCell = Sheet.Name & " " & Cell.Address(False, False)
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & "  " & WhoIsIn(Sheet, Row)
    ExplainCell = ExplainCell & vbNewLine & Named(Sheet, Cell.Column)
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & ": " & ToldIn(Cell)
    ExplainCell = ExplainCell & vbNewLine & vbNewLine & Filled("RULE", RuleOver(Sheet, Cell.Column))
    If Row >= FIRST_ROW Then ExplainCell = ExplainCell & vbNewLine & FiguresOf(Sheet, Cell, Id)
End Function

' The rule over a column, its paragraphs in lines.
Private Function RuleOver(Sheet As Worksheet, Column As Long) As String
    RuleOver = Unfolded(Sheet.Cells(4, Column).MergeArea.Cells(1, 1), vbNewLine)
    If RuleOver = "" Then RuleOver = OneLine(Sheet.Cells(5, Column))
End Function

' What an indicator is called: the first paragraph over a column up to its last bracket, in which its points stand.
Private Function Heading(Sheet As Worksheet, Column As Long) As String
    Heading = Unfolded(Sheet.Cells(4, Column).MergeArea.Cells(1, 1), vbLf)
    If Heading = "" Then Heading = OneLine(Sheet.Cells(5, Column))
    Heading = Bare(Replace(CStr(Split(Heading & vbLf, vbLf)(0)), " " & ChrW(&HFF08), ChrW(&HFF08)))
End Function

' A text up to its last bracket.
Private Function Bare(Text As String) As String
    Dim Plain As String
    Plain = Replace(Text, "(", ChrW(&HFF08))
    Bare = Trim(Left(Text, IIf(InStrRev(Plain, ChrW(&HFF08)) > 1, InStrRev(Plain, ChrW(&HFF08)) - 1, Len(Text))))
End Function

' The names of the entries of a sheet by column, "" for other columns.
Private Function EntryNames(Sheet As Worksheet) As Variant
    Dim Names() As String, Column As Long
    ReDim Names(1 To LastColumnOf(Sheet))
    For Column = 1 To UBound(Names)
        If Left(CStr(Sheet.Cells(1, Column).Value), 6) = "input." Then Names(Column) = Bare(OneLine(Sheet.Cells(5, Column)))
    Next Column
    EntryNames = Names
End Function

' Whether a rule names the entry of a column: not within a longer name, and not by a name that others have, too, as raters'.
Private Function IsNamed(Rule As String, Names As Variant, Column As Long) As Boolean
    Dim Rest As String, Other As Long
    If Names(Column) = "" Then Exit Function
    Rest = Rule
    For Other = 1 To UBound(Names)
        If Other <> Column And Names(Other) = Names(Column) Then Exit Function
        If Len(Names(Other)) > Len(Names(Column)) Then Rest = Replace(Rest, Names(Other), "")
    Next Other
    IsNamed = InStr(Rest, Names(Column)) > 0
End Function

' Of a cell with points what stands under the same header, or is named by its rule; of one with a result all points; of the rest nothing.
Private Function FiguresOf(Sheet As Worksheet, Cell As Range, Id As String) As String
    Dim Column As Long, Other As String, Header As String, Rule As String, Names As Variant, IsFigure As Boolean
    If Left(Id, 6) = "input." Or Left(Id, 6) = "words." Then Exit Function
    Header = Heading(Sheet, Cell.Column)
    Names = EntryNames(Sheet)
    If Left(Id, 7) = "points." Then Rule = Mid(RuleOver(Sheet, Cell.Column), Len(Header) + 1)
    If Left(Id, 4) = "pay." Then Rule = RuleOver(Sheet, Cell.Column)
    For Column = 3 To LastColumnOf(Sheet)
        Other = CStr(Sheet.Cells(1, Column).Value)
        If Column <> Cell.Column And Other <> "" And ToldIn(Sheet.Cells(Cell.Row, Column)) <> "" Then
            IsFigure = BelongsTo(Sheet, Column, Other, Id, Header)
            If Not IsFigure Then IsFigure = IsNamed(Rule, Names, Column)
            If IsFigure Then
                FiguresOf = FiguresOf & vbNewLine & Named(Sheet, Column) & ": " & ToldIn(Sheet.Cells(Cell.Row, Column))
            End If
        End If
    Next Column
End Function

Private Function BelongsTo(Sheet As Worksheet, Column As Long, Other As String, Id As String, Header As String) As Boolean
    Dim Kind As String
    Kind = Split(Other & ".", ".")(0)
    Select Case Split(Id & ".", ".")(0)
        Case "points"
            BelongsTo = Kind <> "points" And Header <> "" And Heading(Sheet, Column) = Header
        Case "pay"
            BelongsTo = Kind = "pay" Or Kind = "total" Or Kind = "grade"
        Case "grade", "rank"
            BelongsTo = Kind = "total" Or Kind = "completeness" Or Kind = "rank"
        Case "total", "completeness", "flags"
            BelongsTo = Kind = "points" Or Kind = "state"
    End Select
End Function

' A column's own name, with what it belongs to where that says more.
Private Function Named(Sheet As Worksheet, Column As Long) As String
    Named = OneLine(Sheet.Cells(5, Column))
    If Right(Named, 1) = ChrW(&H2192) Then Named = Trim(Left(Named, InStrRev(Named, " ")))  ' a word leads to its workings
    Select Case Split(CStr(Sheet.Cells(1, Column).Value) & ".", ".")(0)
        Case "points", "pay": Named = Heading(Sheet, Column)
    End Select
End Function

' Totals, grades and money are told, shown and printed only where the whole workbook is as issued and no entry is one that
' nobody counts: each figure comes from other sheets.
Private Sub MustBeAsIssued()
    Dim Harm As String, Cell As Range
    Harm = Altered()
    If Harm = "" Then Harm = NoEntry(Cell)
    If Harm <> "" Then Refuse Harm
End Sub

' Grades, quota and money of every role, as the summary has them.
Public Function ShowSummary() As String
    ShowSummary = Summed(2, True)
End Function

' The money of every role and how many people are done, and which roles have no money in their scheme.
Public Function ShowPay() As String
    Dim Record As Variant
    ShowPay = Summed(5, False)
    If ShowPay <> "" Then ShowPay = ShowPay & vbNewLine & vbNewLine & Filled("SEE_RANKING", SheetOf("grades").Name)
    For Each Record In Records("part")
        If Record(5) = "" And InStr(" " & Said("sheet", CStr(Record(2)), 3), " pay.") = 0 Then ShowPay = ShowPay & IIf(ShowPay = "", "", vbNewLine) & Filled("NO_PAY", CStr(Record(2)))
    Next Record
End Function

' Of every role on the summary, which is shown, its facts where the one of a column is there, and the table of its grades.
Private Function Summed(Needed As Long, WithGrades As Boolean) As String
    Dim Summary As Worksheet, Row As Long, Head As Long
    Set Summary = SheetOf("grades")
    MustBeAsIssued
    Uncover Summary
    Summary.Activate
    For Row = 5 To CLng(Said("area", "grades", 4)) - 1
        If ToldIn(Summary.Cells(Row, 2)) = "" Then
            Head = 0
        ElseIf ToldIn(Summary.Cells(Row, 3)) = "" Then
            If ToldIn(Summary.Cells(Row + 1, 3)) <> "" Then  ' the title of a role, above its facts
                If ToldIn(Summary.Cells(Row + 1, Needed)) <> "" Then
                    Summed = Summed & IIf(Summed = "", "", vbNewLine & vbNewLine) & OneLine(Summary.Cells(Row, 2)) & Figures(Summary, Row + 1, Row + 2, 2)
                End If
                Row = Row + 2
            End If
        ElseIf Head = 0 Then
            Head = Row
        ElseIf WithGrades And Not IsNumeric(ToldIn(Summary.Cells(Head + 1, 2))) Then  ' the ranking begins with numbers
            Summed = Summed & vbNewLine & ToldIn(Summary.Cells(Row, 2)) & ":" & Figures(Summary, Head, Row, 3)
        End If
    Next Row
End Function

' What stands in a row from a column on, each figure behind its head: a line each in the facts of a role, else in one.
Private Function Figures(Sheet As Worksheet, Head As Long, Row As Long, First As Long) As String
    Dim Column As Long
    For Column = First To 8
        If ToldIn(Sheet.Cells(Row, Column)) <> "" And Shown(Sheet.Cells(Head, Column)) <> "" Then
            Figures = Figures & IIf(First = 2, vbNewLine, "  ") & OneLine(Sheet.Cells(Head, Column)) & IIf(First = 2, ": ", " ") & ToldIn(Sheet.Cells(Row, Column))
        End If
    Next Column
End Function

' Calculated anew by Excel; cells whose formula was overwritten, or whose text or figure is another one, are named.
Public Function CheckFormulas() As String
    CheckFormulas = Altered()
    If CheckFormulas = "" Then CheckFormulas = Word("FORMULAS_FINE")
End Function

' What is to be told of cells where nothing may stand, and of locked ones that are not as issued, "" for nothing.
Private Function Altered() As String
    Dim Places As String, Count As Long
    Altered = FarSheet()
    If Altered = IDENTITY Then Altered = Word("SPOILED"): Exit Function  ' nobody can see it
    If Altered <> "" Then Altered = Filled("FAR_CELL", Altered): Exit Function
    Places = LostFormulas(Count)
    If Count > 0 Then Altered = Filled("FORMULAS_LOST", CStr(Count), Places): Exit Function
    Places = ChangedConstants(Count)
    Places = Places & ChangedFigures(Count)
    If Count > 0 Then Altered = Filled("CONSTANTS_CHANGED", CStr(Count), Places)
End Function

' What HR or an earlier period gave that is not as issued, by name up to ten: numbers, levels, choices, texts.
Private Function ChangedFigures(ByRef Count As Long) As String
    Dim Record As Variant, Given As Variant, Line As Long, Sheet As Worksheet, Figure As Variant, Column As Long, Remainders As Variant
    Remainders = AllRemainders()
    For Each Record In Records("sheet")
        Set Sheet = SheetNamed(CStr(Record(2)))
        For Each Given In Records("given")  ' as input.base_salary=36000.0 each, and with the digest of what is shown as a text
            For Line = FIRST_ROW To IIf(Record(3) = "", 0, LastRowOf(Sheet))
                If Trim(Shown(Sheet.Cells(Line, 1))) = Given(2) Then
                    For Each Figure In Split(Given(3), " ")
                        Column = ColumnOf(CStr(Record(3)), CStr(Split(Figure, "=")(0)))
                        If Column > 0 Then
                            If IsOther(Sheet.Cells(Line, Column).Value2, CStr(Split(Figure, "=")(1)), Remainders) Then ChangedFigures = ChangedFigures & OneMore(Count, PlaceOf(Sheet.Cells(Line, Column)))
                        End If
                    Next Figure
                End If
            Next Line
        Next Given
    Next Record
End Function

' The number of an id among those of a sheet, 0 for none.
Private Function ColumnOf(Ids As String, Id As String) As Long
    Dim Column As Long
    For Column = 0 To UBound(Split(Ids, " "))
        If Split(Ids, " ")(Column) = Id Then ColumnOf = Column + 1: Exit Function
    Next Column
End Function

' Whether a cell holds something else than was issued, as in 36000.0 or, of a text, 1.0:1f2e3d4c5a6b; "nan" is a blank.
Private Function IsOther(Value As Variant, Issued As String, Remainders As Variant) As Boolean
    IsOther = True
    If InStr(Issued, ":") > 0 Then
        If VarType(Value) = vbString Then IsOther = Not SaysAsIssued(CStr(Value), Issued, Remainders)
    ElseIf Issued = "nan" Then
        IsOther = Not IsEmpty(Value)
    ElseIf VarType(Value) = vbDouble Then
        IsOther = Abs(Value - Val(Issued)) > 0.000000001 * Abs(Val(Issued))
    End If
End Function

' The first sheet that holds something far beyond all tables, "" for none.
Private Function FarSheet() As String
    Dim Sheet As Worksheet, Count As Double
    For Each Sheet In ActiveWorkbook.Worksheets
        With Sheet.UsedRange
            If .Row + .Rows.Count - 1 > FAR_ROW Then Count = Application.WorksheetFunction.CountA(Sheet.Range(Sheet.Rows(FAR_ROW + 1), Sheet.Rows(.Row + .Rows.Count - 1)))
            If .Column + .Columns.Count - 1 > FAR_COLUMN Then Count = Count + Application.WorksheetFunction.CountA(Sheet.Range(Sheet.Columns(FAR_COLUMN + 1), Sheet.Columns(.Column + .Columns.Count - 1)))
        End With
        If Count > 0 Then FarSheet = Sheet.Name: Exit Function
    Next Sheet
End Function

' The cells that were issued with a text or a figure and hold another one, the first ten by name.
Private Function ChangedConstants(ByRef Count As Long) As String
    Dim Record As Variant, Item As Variant, Remainders As Variant
    Remainders = AllRemainders()
    For Each Record In Records("constants")
        For Each Item In Split(Record(3), " ")
            If Not IsAsIssued(SheetNamed(CStr(Record(2))), CStr(Item), Remainders) Then ChangedConstants = ChangedConstants & OneMore(Count, Record(2) & " " & Split(Item, ":")(0))
        Next Item
    Next Record
End Function

' Whether a cell holds what it was issued with, as in B4:1f2e3d4c5a6b: the last four digits are the checksum of what it
' says. An area that there is not is not as issued.
Private Function IsAsIssued(Sheet As Worksheet, Item As String, Remainders As Variant) As Boolean
    Dim Value As Variant
    On Error Resume Next
    With Sheet.Range(Split(Item, ":")(0))
        If .HasFormula Then Exit Function
        Value = .Value2
    End With
    Select Case VarType(Value)
        Case vbString: IsAsIssued = SaysAsIssued(CStr(Value), Item, Remainders)
        Case vbDouble: IsAsIssued = HasChecksum(Digits(CDbl(Value)), Right(Item, 4), Remainders)
    End Select
End Function

' Whether a text is the one with the digest at the end of an item, however a program breaks its lines.
Private Function SaysAsIssued(Said As String, Item As String, Remainders As Variant) As Boolean
    SaysAsIssued = HasChecksum(Said, Right(Item, 4), Remainders)
    If Not SaysAsIssued Then SaysAsIssued = HasChecksum(Squeezed(Said), Right(Item, 4), Remainders)
End Function

' A number as its checksum is made over it, "" where another program may write its last digits otherwise.
Private Function Digits(Value As Double) As String
    Dim Said As String
    Said = Trim(Str(Value))
    If Len(Said) > 12 Or InStr(Said, "E") > 0 Or (Value <> 0 And Abs(Value) < 0.0001) Then Exit Function
    If Left(Said, 1) = "." Then Said = "0" & Said
    If Left(Said, 2) = "-." Then Said = "-0" & Mid(Said, 2)
    Digits = "#" & Said
End Function

' A text with single blanks for whatever separates its words, as programs fold and break lines otherwise.
Private Function Squeezed(Text As String) As String
    Dim Sign As Variant
    Squeezed = Text
    For Each Sign In Array(9, 10, 11, 12, 13, 28, 29, 30, 31, 133, 160, &H1680, _
            &H2000, &H2001, &H2002, &H2003, &H2004, &H2005, &H2006, &H2007, &H2008, &H2009, &H200A, &H2028, &H2029, &H202F, &H205F, &H3000)
        Squeezed = Replace(Squeezed, ChrW(Sign), " ")
    Next Sign
    Do While InStr(Squeezed, "  ") > 0
        Squeezed = Replace(Squeezed, "  ", " ")
    Loop
    Squeezed = Trim(Squeezed)
End Function

' Whether a text has a checksum (CRC-16 of its characters of two bytes each, the higher first); of one with a sign of
' four bytes, and of "", this is not known.
Private Function HasChecksum(Said As String, Digest As String, Remainders As Variant) As Boolean
    Dim Place As Long, Code As Long, Sum As Long, High As Long
    HasChecksum = True
    For Place = 1 To Len(Said)
        Code = AscW(Mid(Said, Place, 1))
        If Code < 0 Then Code = Code + 65536
        If (Code >= 55296 And Code <= 57343) Or Code >= 65536 Then Exit Function
        Code = Code Xor Sum
        High = Remainders(Code \ 256)
        Sum = (High And 255) * 256 Xor Remainders((Code And 255) Xor (High \ 256))
    Next Place
    If Said <> "" Then HasChecksum = LCase(Right("000" & Hex(Sum), 4)) = Digest
End Function

' What a byte adds to a checksum (polynomial 1021), by byte.
Private Function AllRemainders() As Variant
    Dim Remainders(255) As Long, Value As Long, Bit As Long
    For Value = 0 To 255
        Remainders(Value) = Value * 256
        For Bit = 1 To 8
            Remainders(Value) = (Remainders(Value) And 32767) * 2 Xor IIf(Remainders(Value) >= 32768, &H1021, 0)
        Next Bit
    Next Value
    AllRemainders = Remainders
End Function

' One more cell that is told, by name unless there are more than ten: then three dots say so.
Private Function OneMore(ByRef Count As Long, Place As String) As String
    Count = Count + 1
    If Count <= 11 Then OneMore = vbNewLine & IIf(Count = 11, ChrW(&H2026), Place)
End Function

' The cells that were issued with a formula and hold none, the first ten by name.
Private Function LostFormulas(ByRef Count As Long) As String
    Dim Record As Variant, Area As Variant, Cell As Object, All As Variant
    For Each Record In Records("formulas")
        For Each Area In Split(Record(3), " ")
            All = SheetNamed(CStr(Record(2))).Range(Area).HasFormula
            If IsNull(All) Then All = False
            If Not All Then
                For Each Cell In SheetNamed(CStr(Record(2))).Range(Area).Cells
                    If Not Cell.HasFormula Then LostFormulas = LostFormulas & OneMore(Count, PlaceOf(Cell))
                Next Cell
            End If
        Next Area
    Next Record
End Function

' The cells that show an error instead of a result, be it a text that is spelled as one, the first ten by name, as one
' sentence; "" for none.
Public Function ErrorCells() As String
    Dim Record As Variant, Count As Long, Places As String
    For Each Record In Records("sheet")
        AddErrors SheetNamed(CStr(Record(2))), Count, Places
    Next Record
    Errors = ""
    If Count > 0 Then Errors = Filled("ERRORS_IN", CStr(Count), Places)
    ErrorCells = Errors
End Function

Private Sub AddErrors(Sheet As Worksheet, ByRef Count As Long, ByRef Places As String)
    Dim Values As Variant, Value As Variant, Place As Long, Rows As Long
    ' At least two cells, so that it is an array; Excel finds no SpecialCells on a protected sheet.
    Values = Sheet.Range(Sheet.Cells(1, 1), Sheet.Cells(LastRowOf(Sheet) + 1, LastColumnOf(Sheet))).Value
    Rows = UBound(Values, 1)
    For Each Value In Values  ' column by column
        If Not IsEmpty(Value) Then
            If ShowsError(Value) Then Places = Places & OneMore(Count, PlaceOf(Sheet.Cells(Place Mod Rows + 1, Place \ Rows + 1)))
        End If
        Place = Place + 1
    Next Value
End Sub

Private Function ShowsError(Value As Variant) As Boolean
    ShowsError = IsError(Value)
    If VarType(Value) <> vbString Then Exit Function
    Select Case Value
        Case "every error that a cell shows"  ' listed here when the add-in is built
            ShowsError = True
    End Select
End Function

' The last row and column of a sheet that are looked at: what is used may be all of it once a whole column was formatted.
Private Function LastRowOf(Sheet As Worksheet) As Long
    LastRowOf = Application.WorksheetFunction.Min(Sheet.UsedRange.Row + Sheet.UsedRange.Rows.Count - 1, 5000)
End Function

Private Function LastColumnOf(Sheet As Worksheet) As Long
    LastColumnOf = Application.WorksheetFunction.Min(Sheet.UsedRange.Column + Sheet.UsedRange.Columns.Count - 1, 200)
End Function

' A copy for HR with a record of who handed in when and what was shown, once every check is passed or asked about.
Public Function HandIn() As String
    Dim Checks As Worksheet, Harm As String, File As String, Told As String, Row As Long, Returns As String, IsReturned As Boolean, Cell As Range
    Set Checks = SheetOf("problems")
    Harm = Altered()
    If Harm <> "" Then HandIn = Word("REFUSED") & vbNewLine & Harm: Exit Function
    Told = Verdict(Checks)
    Row = RefusedLine(Checks, Told)
    If Row > 0 Then
        Harm = SaidBy(Told, GoneTo(Checks, Row))
    Else
        Harm = NoEntry(Cell)
        If Harm <> "" Then Harm = Gone(Cell, SaidOf(Cell, Harm))
    End If
    If Harm <> "" Then HandIn = Word("REFUSED") & vbNewLine & Harm: Exit Function
    If Not IsPlain(ActiveWorkbook) Then HandIn = Word("OTHER_KIND"): Exit Function
    If Errors <> "" Then HandIn = Word("REFUSED"): Exit Function  ' which they are is told behind it
    If OpenLine(Checks, 0) > 0 Then
        If Not Agreed(Filled("ASK_OPEN", Told)) Then HandIn = Word("REFUSED") & vbNewLine & NextOpenCheck(): Exit Function
    End If
    ' A path has no lines, and no more signs than that: no workbook words the question.
    Returns = Left(Replace(Replace(Said("returns", "", 2), vbCr, ""), vbLf, " "), 260)
    If IsAgreedFolder(Returns) Then
        File = CopyIn(Returns & Separator(), ActiveWorkbook)
        IsReturned = IsStamped(File)
        If Not IsReturned Then Tell Filled("UNREACHABLE", Returns)
    End If
    If Not IsReturned Then
        File = CopyIn(FolderOf(ActiveWorkbook), ActiveWorkbook)
        If Not IsStamped(File) Then Refuse Filled("NOT_COPIED", File)
    End If
    HandIn = Filled(IIf(IsReturned, "HANDED_IN", "HANDED_BESIDE"), File, Said("period", "", 2))
    If Not ActiveWorkbook.Saved Then HandIn = HandIn & vbNewLine & vbNewLine & Word("NOT_SAVED")
End Function

' What is to be told of the first cell for an entry that holds a date or a time in the place of a number, or a formula that
' reads its own cell, which nobody counts; "" for none. The result of any other formula counts, as it does for HR.
Private Function NoEntry(ByRef Cell As Range) As String
    Dim Record As Variant, Column As Long, Place As Long, Sheet As Worksheet, Entries As Range, Values As Variant
    For Each Record In Records("part")
        Set Sheet = SheetNamed(CStr(Record(2)))
        For Column = 1 To LastColumnOf(Sheet)
            Set Entries = Sheet.Range(Sheet.Cells(FIRST_ROW, Column), Sheet.Cells(LastRowOf(Sheet) + 2, Column))
            Values = Entries.Value
            For Place = 1 To UBound(Values, 1)
                Set Cell = Entries.Cells(Place, 1)
                If VarType(Values(Place, 1)) = vbDate Or VarType(Values(Place, 1)) = vbDouble Then NoEntry = NoEntryIn(Cell)
                If NoEntry <> "" Then Exit Function
            Next Place
        Next Column
    Next Record
End Function

Private Function NoEntryIn(Cell As Range) As String
    If Cell.Locked Or Left(CStr(Cell.Worksheet.Cells(1, Cell.Column).Value), 6) = "words." Then Exit Function
    If Cell.HasFormula Then
        If ReadsItself(Cell) Then NoEntryIn = Filled("ENTRY_CIRCULAR", PlaceOf(Cell), Cell.Formula)
    End If
    If VarType(Cell.Value) = vbDate Or ShowsTime(CStr(Cell.NumberFormat)) Then NoEntryIn = Filled("ENTRY_DATE", PlaceOf(Cell), Shown(Cell))
End Function

' Whether the formula of a cell comes back to the cell itself, by its place, in an area or over other formulas: Excel makes 0
' of it.
Private Function ReadsItself(Cell As Range) As Boolean
    Dim Followed As New Collection
    ReadsItself = ComesTo(Cell, Cell, Followed)
End Function

' Whether the formula of a cell reads another one, or reads formulas that do; those that were looked at are kept by their places.
Private Function ComesTo(Cell As Range, Target As Range, Followed As Collection) As Boolean
    Dim Area As Variant, Other As Range
    For Each Area In ReadBy(Cell)
        If Area.Worksheet.Name = Target.Worksheet.Name Then ComesTo = Not Application.Intersect(Area, Target) Is Nothing
        If ComesTo Then Exit Function
        For Each Other In Area.Cells
            If Other.HasFormula Then
                If IsFirst(Followed, PlaceOf(Other)) Then ComesTo = ComesTo(Other, Target, Followed)
                If ComesTo Then Exit Function
            End If
        Next Other
    Next Area
End Function

' Whether a place was not met before; it is from now on.
Private Function IsFirst(Met As Collection, Place As String) As Boolean
    On Error Resume Next  ' what is there already
    Met.Add Place, Place
    IsFirst = (Err.Number = 0)
    Err.Clear
End Function

' The areas with something in them that the formula of a cell names, of whichever sheet; none within its texts.
Private Function ReadBy(Cell As Range) As Collection
    Dim Formula As String, Piece As Variant, Sign As Variant, Sheet As Worksheet, Place As Long, Area As Range
    Set ReadBy = New Collection
    For Each Piece In Split(Cell.Formula, """")
        If Place Mod 2 = 0 Then Formula = Formula & " " & Piece
        Place = Place + 1
    Next Piece
    For Each Sheet In Cell.Worksheet.Parent.Worksheets
        Formula = Replace(Formula, "'" & Replace(Sheet.Name, "'", "''") & "'!", " " & Sheet.Index & "!")
        Formula = Replace(Formula, Sheet.Name & "!", " " & Sheet.Index & "!")
    Next Sheet
    For Each Sign In Array("=", "+", "-", "*", "/", "^", "&", "(", ")", ",", "<", ">", ";", "%", "{", "}")
        Formula = Replace(Formula, Sign, " ")
    Next Sign
    For Each Sign In Split(Formula, " ")
        If Sign Like "*#" Or Sign Like "*[A-Za-z]:*[A-Za-z]" Then
            Set Area = AreaOf(Cell, CStr(Sign))
            If Not Area Is Nothing Then ReadBy.Add Area
        End If
    Next Sign
End Function

' The area that a formula of a cell names, as far as its sheet is used; `Nothing` for what is no area.
Private Function AreaOf(Cell As Range, Sign As String) As Range
    Dim Sheet As Worksheet, Parts As Variant
    On Error Resume Next  ' figures, names
    Set Sheet = Cell.Worksheet
    Parts = Split(Sign, "!")
    If UBound(Parts) = 1 Then Set Sheet = Sheet.Parent.Worksheets(CLng(Parts(0)))
    If Not IsNumeric(Parts(UBound(Parts))) Then Set AreaOf = Application.Intersect(Sheet.Range(Parts(UBound(Parts))), Sheet.UsedRange)
End Function

' Whether a number format shows a date or a time, whose value may be a plain number: a letter of one outside quotes, not
' behind a sign that takes the next one as it is, and in square brackets only by itself, as in [h]:mm.
Private Function ShowsTime(Form As String) As Boolean
    Dim Place As Long, Sign As String, Closing As Long
    For Place = 1 To Len(Form)
        Sign = LCase(Mid(Form, Place, 1))
        Closing = 0
        Select Case Sign
            Case """": Closing = InStr(Place + 1, Form, """")
            Case "\", "_", "*": Closing = Place + 1
            Case "["
                Closing = InStr(Place, Form, "]")
                If Closing = Place + 2 Or Closing = Place + 3 Then ShowsTime = ShowsTime Or InStr("hms", LCase(Mid(Form, Place + 1, 1))) > 0
            Case "y", "m", "d", "h", "s": ShowsTime = True
        End Select
        If Closing > 0 Then Place = Closing
    Next Place
End Function

' The first line of the checks that refuses something or says nothing at all, 0 for none: then they may not say in all
' that something is refused.
Private Function RefusedLine(Checks As Worksheet, Told As String) As Long
    Dim Row As Long
    For Row = FIRST_ROW To LastCheck()
        If IsRefusedLine(Checks, Row) Then RefusedLine = Row: Exit Function
    Next Row
    If InStr(Told, ChrW(&H2717)) > 0 Then Refuse Word("SPOILED")
End Function

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

' The folder of a workbook on this computer; of one in the cloud or never saved, the user's own.
Private Function FolderOf(Book As Workbook) As String
    FolderOf = Book.Path
    If FolderOf = "" Or InStr(FolderOf, "://") > 0 Then FolderOf = OwnFolder()
    FolderOf = FolderOf & Separator()
End Function

' Write the record below what the hidden sheet holds, save the copy, and take the record out of this workbook again; whether
' the copy could be saved.
Private Function IsStamped(File As String) As Boolean
    Dim Sheet As Worksheet, Row As Long, Number As Long, Totals As String, IsSaved As Boolean
    Totals = ShownTotals()
    IsSaved = ActiveWorkbook.Saved
    Set Sheet = ActiveWorkbook.Worksheets(IDENTITY)
    Row = Sheet.Cells(LastRowOf(Sheet) + 1, 1).End(xlUp).Row + 1  ' cells that are only formatted may be used further down
    If Not IsLoose(Sheet) Then Refuse Filled("SHEET_LOCKED", IDENTITY)
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
    On Error Resume Next
    Sheet.Unprotect ""  ' without an argument Excel would ask for the password
    IsLoose = Not Sheet.ProtectContents
End Function

' How many totals the sheets of the roles show, and their sum: what a later look into the copy can compare.
Public Function ShownTotals() As String
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

' The page of the help about the selected sheet, in the browser.
Public Function ShowHelp() As String
    Dim Folder As String, Page As String, Ending As String
    If GetConfig("HELP") = "" Then ShowHelp = Word("NO_HELP"): Exit Function
    Folder = GetConfig("HELP") & Separator()
    Ending = IIf(Word("LANG") = "en", "", ".zh-CN") & ".html"
    If IsFar(Folder) Then Progress Word("LOOKING")
    Page = Folder & PageName() & Ending
    If Not IsThere(Page, vbNormal) Then Page = Folder & "addin" & Ending
    If Not IsThere(Page, vbNormal) Then ShowHelp = Word("NO_HELP"): Exit Function
    On Error Resume Next
    OpenPage Page
    If Err.Number <> 0 Then ShowHelp = Filled("HELP_UNOPENED", Page)
End Function

' The page about the selected sheet: of its scheme, in a workbook of HR's of what is done in it, else of the buttons.
Private Function PageName() As String
    PageName = "addin"
    If Not SheetNamed("_design") Is Nothing Then PageName = "design": Exit Function
    If Not IsOurs(ActiveWorkbook) Then Exit Function
    If Said("mark", "", 2) = "presales_xl calibration" Then PageName = "calibration": Exit Function
    If SchemeOf(ActiveSheet.Name) <> "" Then PageName = "schemes" & Separator() & SchemeOf(ActiveSheet.Name)
End Function

' The scheme of a sheet, of one that is no role's but the first the only scheme, "" for none: a file is called by it, so
' that it may hold nothing but what ids do.
Private Function SchemeOf(Sheet As String) As String
    Dim Record As Variant
    SchemeOf = Said("part", Sheet, 4)
    If SchemeOf = "" And Sheet <> Said("sheet", "", 2) Then
        SchemeOf = Said("part", "", 4)
        For Each Record In Records("part")
            If Record(4) <> SchemeOf Then SchemeOf = "*"  ' several
        Next Record
    End If
    If SchemeOf Like "*[!a-z0-9_]*" Then SchemeOf = ""
End Function

' Which buttons work here and which need Python, and how to get it.
Public Function WhatWorks() As String
    WhatWorks = Word("WHAT_WORKS")
End Function

' What the hidden sheet says

Private Function Hidden() As Variant
    With ActiveWorkbook.Worksheets(IDENTITY)
        Hidden = .Range(.Cells(1, 1), .Cells(LastRowOf(ActiveWorkbook.Worksheets(IDENTITY)) + 1, 8)).Value
    End With
End Function

' The records of a kind, each as its texts: what it is about is the first, at 2 as on the sheet.
Private Function Records(Kind As String) As Collection
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

Private Function Said(Kind As String, Key As String, Column As Long) As String
    Dim Record As Variant
    For Each Record In Records(Kind)
        If Key = "" Or Record(2) = Key Then Said = Record(Column): Exit Function
    Next Record
End Function

' The sheet with an area of the add-in's: "problems" stands on the checks, "grades" on the summary.
Private Function SheetOf(Area As String) As Worksheet
    Set SheetOf = SheetNamed(Said("area", Area, 3))
    If SheetOf Is Nothing Then Refuse Word("SPOILED")
End Function

Private Function SheetNamed(Name As String) As Worksheet
    On Error Resume Next
    Set SheetNamed = ActiveWorkbook.Worksheets(Name)
End Function

' A sheet that was hidden can be seen again, unless the workbook's structure is locked.
Private Sub Uncover(Sheet As Object)
    On Error Resume Next
    If Sheet.Visible <> xlSheetVisible Then Sheet.Visible = xlSheetVisible
    On Error GoTo 0
    If Sheet.Visible <> xlSheetVisible Then Refuse Filled("SHEET_HIDDEN", Sheet.Name)
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
    On Error Resume Next  ' a cell without any rule for what may be entered
    HasList = ListOf(Cell) <> ""
End Function

' The cells with the people that a form can be of: its drop-down list says where they stand.
Private Function PeopleOf(Form As Object) As Object
    Dim Person As Object
    On Error Resume Next
    Set PeopleOf = CellsAt(Mid(ListOf(Form.Range(CHOICE)), 2)).Cells
    If PeopleOf.Rows.Count > 5000 Or PeopleOf.Columns.Count > 1 Then Set PeopleOf = Nothing
    On Error GoTo 0
    If PeopleOf Is Nothing Then Refuse Filled("LIST_GONE", Form.Name & " " & CHOICE)
    For Each Person In PeopleOf
        If IsError(Person.Value) Then Refuse Filled("ERRORS_IN", "1", vbNewLine & Person.Worksheet.Name & " " & Person.Address(False, False))
    Next Person
End Function

Private Function HasIds(Sheet As Worksheet) As Boolean
    HasIds = Said("sheet", Sheet.Name, 3) <> ""
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
            Found.Add Trim(Shown(.Cells(Picked.Row, Column)))
            Found.Add Labelled(Trim(Shown(.Cells(Picked.Row, Column))), Trim(Shown(.Cells(Picked.Row, Column + 1))))
        End With
    Next Column
End Function

' How the person in a row of a role's sheet is chosen.
Private Function LabelIn(Sheet As Worksheet, Row As Long) As String
    LabelIn = Labelled(Shown(Sheet.Cells(Row, 1)), Shown(Sheet.Cells(Row, 2)))
End Function

Private Function PlaceAmong(Names As Collection, Name As String) As Long
    Dim Place As Long
    If Name = "" Then Exit Function
    For Place = Names.Count To 1 Step -1
        If Names(Place) = Name Then PlaceAmong = Place
    Next Place
End Function

Private Function WhoIsIn(Sheet As Worksheet, Row As Long) As String
    WhoIsIn = Shown(Sheet.Cells(Row, 1))
    If CStr(Sheet.Cells(1, 2).Value) = "name" Then WhoIsIn = WhoIsIn & " " & Shown(Sheet.Cells(Row, 2))
End Function

' Written as a text, and only where somebody else stands there; the form shows that person's figures then, also where
' Excel calculates nothing by itself.
Private Sub PutPerson(Form As Object, Person As String)
    On Error Resume Next
    If CStr(Form.Range(CHOICE).Value) <> Person Then Form.Range(CHOICE).Value = "'" & Person
    On Error GoTo 0
    If CStr(Form.Range(CHOICE).Value) <> Person Then Refuse Filled("FORM_LOCKED", Form.Name & " " & CHOICE)
    Form.Calculate
End Sub

' A form on which a format shows another number than counts is no form of anybody.
Private Sub MustShowItsNumbers(Form As Object)
    Dim Cell As Range
    For Each Cell In Form.UsedRange.Cells
        If Not ShowsItsNumber(Cell) And VarType(Cell.Value) <> vbDate Then Refuse Filled("FORMAT_CHANGED", PlaceOf(Cell), ToldIn(Cell))
    Next Cell
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

' What a cell shows; its value where the column is too narrow for that.
Private Function Shown(Cell As Object) As String
    On Error Resume Next
    Shown = Cell.Text
    If Shown <> "" And Replace(Shown, "#", "") = "" Then Shown = CStr(Cell.Value)
End Function

' What a cell holds, in whatever format it is shown.
Private Function Held(Cell As Range) As String
    On Error Resume Next
    Held = CStr(Cell.Value2)
End Function

' What is told of a cell: what it shows, but what it holds where its format shows another text or number, as thousands.
Private Function ToldIn(Cell As Range) As String
    ToldIn = Shown(Cell)
    If VarType(Cell.Value2) = vbString Then ToldIn = Held(Cell)
    If Not ShowsItsNumber(Cell) Then ToldIn = CStr(Round(Cell.Value2, 4))
End Function

' Whether a number is shown as it is, rounded to two places at the most; a sign such as a tick stands for 0 or 1.
Private Function ShowsItsNumber(Cell As Range) As Boolean
    Dim Text As String, Number As Double, Places As Long
    ShowsItsNumber = True
    If VarType(Cell.Value2) <> vbDouble Then Exit Function
    If Cell.Text <> "" And Replace(Cell.Text, "#", "") = "" Then Exit Function  ' of a column that is too narrow
    Text = Replace(Replace(Replace(Shown(Cell), ",", ""), "+", ""), ChrW(&H2265), "")
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

' What was typed into a cell: of a number all its digits where it is shown with others.
Private Function Typed(Cell As Range) As String
    Dim Percent As String
    Typed = Shown(Cell)
    If VarType(Cell.Value2) <> vbDouble Or VarType(Cell.Value) = vbDate Then Exit Function
    If Right(Typed, 1) = "%" Then Percent = "%"
    If Val(Replace(Typed, ",", "")) <> Cell.Value2 * IIf(Percent = "", 1, 100) Then Typed = CStr(Cell.Value2 * IIf(Percent = "", 1, 100)) & Percent
End Function

' The lines of a cell as one; a unit in Chinese brackets follows without a blank.
Private Function OneLine(Cell As Object) As String
    OneLine = Replace(Unfolded(Cell, " "), " " & ChrW(&HFF08), ChrW(&HFF08))
End Function

' The words of a cell, a sign between its paragraphs: a line that was folded keeps the blank it was folded at, behind the
' last one of a paragraph stand two.
Private Function Unfolded(Cell As Object, Between As String) As String
    Unfolded = Replace(Replace(Shown(Cell), vbCr, ""), "  " & vbLf, vbTab)
    Unfolded = Replace(Replace(Unfolded, vbLf, ""), vbTab, Between)
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

' What a file may be called: for characters that a system forbids a line stands.
Private Function FileName(Name As String) As String
    Dim Sign As Variant
    FileName = Name
    For Each Sign In Array("\", "/", ":", "*", "?", """", "<", ">", "|")
        FileName = Replace(FileName, Sign, "_")
    Next Sign
End Function

Private Function Filled(Key As String, One As String, Optional Two As String) As String
    Dim Parts As Variant, Place As Long
    Parts = Split(Word(Key), "%1")  ' what is filled in may hold such signs, too
    For Place = 0 To UBound(Parts)
        Parts(Place) = Replace(Parts(Place), "%2", Two)
    Next Place
    Filled = Join(Parts, One)
End Function
