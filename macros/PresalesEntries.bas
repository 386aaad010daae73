Attribute VB_Name = "PresalesEntries"
' What is wrong with an entry or a row of details, as the formulas that judge it say, and which entries nobody counts.
Option Explicit
Option Private Module

' What is wrong in a table of details, of one person unless the label is "", and in which cell: in the first row that is not
' complete, else with how many rows somebody has, which the role's sheet counts.
Public Function FaultInTable(Details As Worksheet, Label As String, ByRef Cell As Range) As String
    Dim Record As Variant, Main As Worksheet, At As Long, State As Long, Counted As Long, Done As Long
    State = LastColumnOf(Details)
    Do Until Shown(Details.Cells(1, State)) Like "*.state"
        State = State - 1
    Loop
    For At = FIRST_ROW To LastRowOf(Details)
        If Held(Details.Cells(At, State)) = "0" And (Label = "" Or Held(Details.Cells(At, 1)) = Label) Then
            FaultInTable = FaultInRow(Details.Cells(At, State), Cell): Exit Function
        End If
    Next At
    For Each Record In Records("part")
        If Record(3) = Said("part", Details.Name, 3) And Record(5) = "" Then Set Main = SheetNamed(CStr(Record(2)))
    Next Record
    Counted = ColumnOf(Said("sheet", Main.Name, 3), "rows." & Said("part", Details.Name, 5))
    Done = ColumnOf(Said("sheet", Main.Name, 3), "completeness")
    For At = FIRST_ROW To LastRowOf(Main)
        If Held(Main.Cells(At, 1)) <> "" And Held(Main.Cells(At, Done)) <> "1" And VarType(Main.Cells(At, Counted).Value2) <> vbDouble And (Label = "" Or LabelIn(Main, At) = Label) Then
            FaultInTable = FaultInCount(Details, State, LabelIn(Main, At), Main.Cells(At, Counted).Formula, Cell): Exit Function
        End If
    Next At
End Function

' That somebody has more rows than may be, at the last one, or too few, at the first that is kept for them or for nobody;
' how many may be says the formula that counts them.
Private Function FaultInCount(Details As Worksheet, State As Long, Label As String, Counting As String, ByRef Cell As Range) As String
    Dim At As Long, Most As Long, Count As Long, Own As Range, Free As Range, Extra As Range
    Most = Val(Split(Counting & ","">0"")>", ","">0"")>")(1))
    For At = LastRowOf(Details) To FIRST_ROW Step -1
        If Details.Cells(At, State).HasFormula And Held(Details.Cells(At, State)) = "" Then
            If Held(Details.Cells(At, 1)) = Label Then Set Own = Details.Cells(At, 2)
            If Held(Details.Cells(At, 1)) = "" Then Set Free = Details.Cells(At, 1)
        ElseIf Held(Details.Cells(At, 1)) = Label Then
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
            ElseIf Said("exempted", Trim(Held(Entry.Worksheet.Cells(Entry.Row, 1))), 2) = "" Then
                ChoicesIn = Replace(ChoicesIn, Place, "")
            End If
        End If
    Next At
End Function

' Of which rows a figure of a row of details is the sum, which are those with the same entry as this row in one column, as
' the formula says; "" for no such sum. Rows of the sheets of other roles, which the formula adds, have the sheet in front.
Private Function SummedRows(Figure As Range) As String
    Dim Parts As Variant, Added As Variant, Sheet As Worksheet, Key As Range, At As Long, Rows As String
    Set Sheet = Figure.Worksheet
    Parts = Split(Mid(Figure.Formula, InStr(Figure.Formula & "SUMIFS(", "SUMIFS(")), ",")
    If UBound(Parts) < 2 Then Exit Function
    For At = 2 To Figure.Column - 1
        If InStr(Parts(2) & ")", Sheet.Cells(Figure.Row, At).Address(False, True) & ")") = 1 Then Set Key = Sheet.Cells(Figure.Row, At)
    Next At
    If Key Is Nothing Then Exit Function
    Rows = RowsAlike(Sheet, Key, "")
    Added = Split(Figure.Formula, "+SUMIFS('")
    For At = 1 To UBound(Added)
        Set Sheet = CellsAt("'" & Left(Added(At), InStr(Added(At), "'!")) & "!$A$1").Worksheet
        Rows = Rows & RowsAlike(Sheet, Key, Sheet.Name & " ")
    Next At
    SummedRows = Replace(Filled("ROWS_SUMMED", OneLine(Key.Worksheet.Cells(5, Key.Column)), Brief(Held(Key))), "%3", Brief(Mid(Rows, 3)))
End Function

' The rows of a sheet that have the same entry as a cell in its column, each behind a comma and what stands in front of it.
Private Function RowsAlike(Sheet As Worksheet, Key As Range, Before As String) As String
    Dim At As Long
    For At = FIRST_ROW To LastRowOf(Sheet)
        If LCase(Held(Sheet.Cells(At, Key.Column))) = LCase(Held(Key)) Then RowsAlike = RowsAlike & ", " & Before & At
    Next At
End Function

' What is wrong with an entry and how to mend it, "" for nothing; a blank one is wrong where it is needed. Whether it is
' taken formulas say: of a number the one that asks back has a result, a choice is among those of the one that judges its
' line or row; only a text goes by its own rule, which may have been pasted there.
Public Function FaultIn(Cell As Range, IsNeeded As Boolean, Judging As String) As String
    Dim Question As Range, Choices As String, IsTaken As Boolean, IsNumber As Boolean
    If IsBlank(Cell) Then
        If IsNeeded Then FaultIn = Word(IIf(Cell.Locked, "CELL_LOCKED", "CELL_BLANK"))
        If IsNeeded And Covering(Cell) <> "" Then FaultIn = Filled("CELL_MERGED", PlaceOf(Cell), Covering(Cell))
        Exit Function
    End If
    If Covering(Cell) <> "" Then FaultIn = Filled("CELL_COVERED", PlaceOf(Cell), Covering(Cell)): Exit Function
    IsTaken = KeepsToRule(Cell) And Not ShowsError(Cell.Value)
    Set Question = QuestionOf(Cell)
    If Not Question Is Nothing Then
        IsNumber = True
        IsTaken = VarType(Question.Value2) = vbDouble
        If IsTaken And Held(Question) <> "0" Then FaultIn = FaultListed(SheetOf("problems"), Cell.Worksheet, Cell.Row, Cell.Column, Cell)
        If FaultIn <> "" Then Exit Function
    End If
    Choices = ChoicesIn(Judging, Cell)
    If Choices <> "" Then IsNumber = False: IsTaken = InStr(Choices, vbTab & LCase(Held(Cell)) & vbTab) > 0
    If IsTaken Or IsNumber Then FaultIn = NoEntryIn(Cell, New Collection)
    If IsTaken Or FaultIn <> "" Then Exit Function
    FaultIn = Filled("CELL_WRONG", Brief(Typed(Cell)), RuleFor(Cell))
    If IsNumber And VarType(Cell.Value2) = vbString Then FaultIn = FaultIn & vbNewLine & Word("IS_TEXT")
End Function

' Where the cell is that another one was merged with and lies under, "" for none: the first takes all that is typed, and
' nobody sees what the others hold.
Private Function Covering(Cell As Range) As String
    If Cell.MergeCells Then Covering = PlaceOf(Cell.MergeArea.Cells(1, 1))
    If Covering = PlaceOf(Cell) Then Covering = ""
End Function

' The cell with the formula that asks back about a number, `Nothing` for any other entry.
Private Function QuestionOf(Cell As Range) As Range
    Dim Record As Variant, Sheet As Worksheet, Column As Long, Id As String
    Id = Shown(Cell.Worksheet.Cells(1, Cell.Column))
    If InStr(Id, ".") = 0 Then Exit Function
    For Each Record In Records("sheet")
        Column = ColumnOf(CStr(Record(3)), Replace(Replace(Id, ".", ".question.", 1, 1), "input.question.", "question."))
        If Column > 0 Then
            Set Sheet = SheetNamed(CStr(Record(2)))
            If Held(Sheet.Cells(Cell.Row, 1)) = Held(Cell.Worksheet.Cells(Cell.Row, 1)) Then Set QuestionOf = Sheet.Cells(Cell.Row, Column)
        End If
    Next Record
End Function

Private Function RuleOf(Cell As Range) As String
    On Error GoTo Failed
    RuleOf = Cell.Validation.ErrorMessage
Failed:
    PassEsc Err.Number
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

' What is to be told of the first cell for an entry that holds what raters give, a date or a time in the place of a number,
' or a formula that reads its own cell, or lies under another one, which nobody counts; "" for none. The result of any other formula counts, as it
' does for HR.
Public Function NoEntry(ByRef Cell As Range) As String
    Dim Record As Variant, Column As Long, Place As Long, Sheet As Worksheet, Entries As Range, Values As Variant, IsMerged As Variant, Sound As New Collection
    NoEntry = RatersEntry(Cell)
    If NoEntry <> "" Then Exit Function
    For Each Record In Records("part")
        Set Sheet = SheetNamed(CStr(Record(2)))
        For Column = 1 To LastColumnOf(Sheet)
            Set Entries = Sheet.Range(Sheet.Cells(FIRST_ROW, Column), Sheet.Cells(LastRowOf(Sheet) + 2, Column))
            Values = Entries.Value
            IsMerged = Entries.MergeCells  ' Null where some of them are
            If IsNull(IsMerged) Then IsMerged = True
            For Place = 1 To UBound(Values, 1)
                Set Cell = Entries.Cells(Place, 1)
                If IsMerged And Not IsEmpty(Values(Place, 1)) And Not (Cell.Locked And Cell.HasFormula) Then
                    If Covering(Cell) <> "" Then NoEntry = Filled("CELL_COVERED", PlaceOf(Cell), Covering(Cell)): Exit Function
                End If
                Select Case VarType(Values(Place, 1))
                    Case vbEmpty, vbString, vbBoolean, vbError
                    Case Else: NoEntry = NoEntryIn(Cell, Sound)  ' a number, be it of money or a date
                End Select
                If NoEntry <> "" Then Exit Function
            Next Place
        Next Column
    Next Record
End Function

' What is to be told of the first cell that raters fill in on forms of their own and that is not blank, "" for none.
Private Function RatersEntry(ByRef Cell As Range) As String
    Dim Part As Variant, Sheet As Worksheet, Row As Long, Column As Long, Rated As String, Values As Variant
    If Records("awaited").Count = 0 Then Exit Function
    For Each Part In Records("part")
        Set Sheet = SheetNamed(CStr(Part(2)))
        Values = Sheet.Range(Sheet.Cells(1, 1), Sheet.Cells(LastRowOf(Sheet) + 1, LastColumnOf(Sheet))).Value
        For Row = FIRST_ROW To IIf(Part(5) = "", UBound(Values, 1), 0)
            Rated = Trim(Held(Sheet.Cells(Row, 1)))
            If Rated <> "" Then Rated = " " & Said("awaited", Rated, 3) & " "
            For Column = 3 To IIf(Len(Rated) > 2, UBound(Values, 2), 0)
                If Not IsEmpty(Values(Row, Column)) And InStr(Rated, " " & CStr(Values(1, Column)) & " ") > 0 Then
                    Set Cell = Sheet.Cells(Row, Column)
                    If Not IsBlank(Cell) Then RatersEntry = Filled("OF_RATERS", PlaceOf(Cell), Brief(Typed(Cell))): Exit Function
                End If
            Next Column
        Next Row
    Next Part
End Function

Private Function NoEntryIn(Cell As Range, Sound As Collection) As String
    If Cell.Locked Or Left(CStr(Cell.Worksheet.Cells(1, Cell.Column).Value), 6) = "words." Then Exit Function
    If Cell.HasFormula Then
        If IsCircular(Cell, Sound) Then NoEntryIn = Filled("ENTRY_CIRCULAR", PlaceOf(Cell), Brief(Cell.Formula))
    End If
    If Said("part", Cell.Worksheet.Name, 5) <> "" Then
        If QuestionOf(Cell) Is Nothing Then Exit Function  ' the name in a row of details may be a date
    End If
    If VarType(Cell.Value) = vbDate Or ShowsTime(CStr(Cell.NumberFormat)) Then NoEntryIn = Filled("ENTRY_DATE", PlaceOf(Cell), Brief(Shown(Cell)))
End Function

' Whether the formula of a cell comes back to itself, by a place, in an area or over other formulas, or hangs on one that
' does: Excel makes 0 of it. The cells and areas that do not are kept by their places. What is yet to be followed is a list, as
' calls within calls would not reach over a ledger's thousands of balances.
Private Function IsCircular(Cell As Range, Sound As Collection) As Boolean
    Dim Coming As New Collection, Path As New Collection, Place As Range, Other As Variant
    Coming.Add Cell
    Do While Coming.Count > 0
        Set Place = Coming(Coming.Count)
        Coming.Remove Coming.Count
        If Place Is Nothing Then  ' all is followed that the last one of the path reads
            IsFirst Sound, CStr(Path(Path.Count))
            Path.Remove Path.Count
        ElseIf Not IsMet(Sound, PlaceOf(Place)) Then
            IsCircular = Not IsFirst(Path, PlaceOf(Place))
            If IsCircular Then Exit Function
            Coming.Add Nothing
            If Place.Address Like "*[:,]*" Then
                For Each Other In Place.Cells
                    If Other.HasFormula Then Coming.Add Other
                Next Other
            ElseIf Place.HasFormula Then
                For Each Other In ReadBy(Place)
                    Coming.Add Other
                Next Other
            End If
        End If
    Loop
End Function

Private Function IsMet(Met As Collection, Place As String) As Boolean
    On Error GoTo Failed  ' by what is not there
    IsMet = Met(Place) = Place
Failed:
    PassEsc Err.Number
End Function

' Whether a place was not met before; it is from now on.
Public Function IsFirst(Met As Collection, Place As String) As Boolean
    On Error GoTo Failed  ' by what is there already
    Met.Add Place, Place
    IsFirst = True
Failed:
    PassEsc Err.Number
End Function

' The areas with something in them that the formula of a cell names, of whichever sheet, by a name, too.
Private Function ReadBy(Cell As Range) As Collection
    Dim Sign As Variant, Area As Range
    Set ReadBy = New Collection
    For Each Sign In Split(SignsIn(Cell.Formula), " ")
        Set Area = Nothing
        If Not (Sign = "" Or Sign Like "*(" Or IsNumeric(Sign)) Then Set Area = AreaOf(Cell.Worksheet, CStr(Sign), 0)
        If Not Area Is Nothing Then Set Area = Application.Intersect(Area, Area.Worksheet.Range("1:" & LastRowOf(Area.Worksheet)), Area.Worksheet.UsedRange)
        If Not Area Is Nothing Then ReadBy.Add Area
    Next Sign
End Function

' What the formula of a cell reads, each cell and area once, in the order of the formula and behind a comma. A row that goes
' with the formula and is its own is left out; what is of another sheet than its own has its name in front, without signs.
Public Function ReadIn(Formula As String, Row As Long, Home As String) As String
    Dim Sign As Variant, Ends As Variant, Place As Long, Own As String
    Own = WithoutSigns(Home, "") & "!"
    For Each Sign In Split(SignsIn(Formula), " ")
        If InStr(Sign, Own) = 1 Then Sign = Mid(Sign, Len(Own) + 1)
        Ends = Split(Mid(Sign, InStr(Sign, "!") + 1), ":")
        If Sign Like "*#" Or Sign Like "*[A-Za-z]:*[A-Za-z]" Then
            If UBound(Ends) = 1 Or Not (Ends(0) Like "[0-9.]*") Then
                If Ends(0) Like "*#" And Ends(0) = Ends(UBound(Ends)) Then Ends = Array(Ends(0))
                For Place = 0 To UBound(Ends)
                    If Ends(Place) Like "*[A-Z]" & Row Then Ends(Place) = Left(Ends(Place), Len(Ends(Place)) - Len(CStr(Row)))
                Next Place
                Sign = "," & Left(Sign, InStr(Sign, "!")) & Join(Ends, ":")
                If InStr(ReadIn & ",", Sign & ",") = 0 Then ReadIn = ReadIn & Sign
            End If
        End If
    Next Sign
End Function

' What a formula is made of, blanks between: cells, areas, names, numbers, functions. A text is left out, but that of INDIRECT.
Private Function SignsIn(Formula As String) As String
    Dim Pieces As Variant, Place As Long
    Pieces = Split(Formula, """")
    For Place = 1 To UBound(Pieces) Step 2  ' texts
        If Not (UCase(RTrim(Pieces(Place - 1))) Like "*INDIRECT(") Then Pieces(Place) = ""
    Next Place
    Pieces = Split(Replace(Join(Pieces, """"), "''", ""), "'")
    For Place = 0 To UBound(Pieces)  ' every other one is the name of a sheet
        Pieces(Place) = WithoutSigns(CStr(Pieces(Place)), IIf(Place Mod 2 = 0, " ", ""))
    Next Place
    SignsIn = Join(Pieces, "")
End Function

' A text with something else for each sign that formulas are cut at; a function keeps its bracket, so that it names no cell.
Private Function WithoutSigns(Text As String, Instead As String) As String
    Dim Sign As Variant
    WithoutSigns = Text
    For Each Sign In Array("=", "+", "-", "*", "/", "^", "&", ")", ",", "<", ">", ";", "%", "{", "}", """", " ", "'")
        WithoutSigns = Replace(WithoutSigns, Sign, Instead)
    Next Sign
    WithoutSigns = Replace(WithoutSigns, "(", IIf(Instead = "", "", "( "))
End Function

' The area that a sign of `ReadIn` names, in a row where it goes with that; `Nothing` for what is no area, as of another
' workbook.
Public Function AreaOf(Home As Worksheet, Sign As String, Row As Long) As Range
    Dim Sheet As Worksheet, Ends As Variant, Place As Long, Named As String
    Named = Left(Sign, InStr(Sign, "!"))
    Ends = Split(Mid(Sign, Len(Named) + 1), ":")
    For Place = 0 To UBound(Ends)
        If Row > 0 And Not (Ends(Place) Like "*#") Then Ends(Place) = Ends(Place) & Row
    Next Place
    On Error GoTo Failed  ' by what is a name
    If Named = "" Then Set AreaOf = Home.Range(Join(Ends, ":"))
    For Each Sheet In ActiveWorkbook.Worksheets
        If WithoutSigns(Sheet.Name, "") & "!" = Named Then Set AreaOf = Sheet.Range(Join(Ends, ":"))
    Next Sheet
Failed:
    PassEsc Err.Number
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

' What was typed into a cell: of a number all its digits where it is shown with others.
Private Function Typed(Cell As Range) As String
    Dim Percent As String
    Typed = Shown(Cell)
    If VarType(Cell.Value2) <> vbDouble Or VarType(Cell.Value) = vbDate Then Exit Function
    If Right(Typed, 1) = "%" Then Percent = "%"
    If Val(Pointed(Typed)) <> Cell.Value2 * IIf(Percent = "", 1, 100) Then Typed = CStr(Cell.Value2 * IIf(Percent = "", 1, 100)) & Percent
End Function
