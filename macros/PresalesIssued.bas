Attribute VB_Name = "PresalesIssued"
' Whether a workbook is still as it was issued: its sheets, people, formulas, texts and figures.
Option Explicit
Option Private Module

Public ErrorsFound As String  ' what the last look at all cells found
Private Remainders As Variant ' what a byte adds to a checksum (polynomial 1021), by byte; worked out when first needed

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
    If Obstacle = "" And IsRounded(Book) Then Obstacle = Word("PRECISION")
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

' Whether a record of the hidden sheet is gone that goes with another one, be it the seal over all, or is there and blank.
Private Function LacksRecord() As Boolean
    Dim Rows As Variant, Row As Long, All As String, Kind As String, Pair As Variant, Record As Variant
    Rows = Hidden()
    All = vbLf
    For Row = 1 To UBound(Rows, 1)
        Kind = CStr(Rows(Row, 1))
        All = All & Kind & vbTab & CStr(Rows(Row, 2)) & vbLf
        If CStr(Rows(Row, 2)) = "" And InStr("  company recipient returns seal submitted team version ", " " & Kind & " ") = 0 Then LacksRecord = True
        If CStr(Rows(Row, 3)) = "" And InStr(" area awaited constants given part person scheme ", " " & Kind & " ") > 0 Then LacksRecord = True
        If Kind = "formulas" And CStr(UBound(Split(CStr(Rows(Row, 3)), " ")) + 1) <> CStr(Rows(Row, 4)) Then LacksRecord = True
        If Kind = "part" Then All = All & "role" & vbTab & CStr(Rows(Row, 3)) & vbLf & "rule" & vbTab & CStr(Rows(Row, 4)) & vbLf
    Next Row
    For Each Pair In Array("every record of whose the workbook is")  ' listed here when the add-in is built
        If InStr(All, vbLf & Pair & vbTab) = 0 Then LacksRecord = True
    Next Pair
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
            If Moved = "" And Trim(Held(Sheet.Cells(Last, 1))) <> Record(3) Then Moved = Filled("PERSON_MOVED", Sheet.Name & " A" & Last, CStr(Record(3)))
        End If
    Next Record
    For Row = FIRST_ROW To LastRowOf(Sheet)
        Id = Trim(Held(Sheet.Cells(Row, 1)))
        If Id <> "" And Row > Last Then
            If InStr(Everybody, vbLf & Id & vbLf) = 0 And Not IsEntered(Sheet, Row) Then Id = ""
        End If
        If Id <> "" Then
            Person = vbLf & Id & vbTab & Trim(Held(Sheet.Cells(Row, 2))) & vbLf
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
    Dim Column As Long
    If Trim(Held(Sheet.Cells(Row, 2))) = "" Then Exit Function
    For Column = 3 To LastColumnOf(Sheet)
        If IsOfEntries(Sheet, Column) And Held(Sheet.Cells(Row, Column)) <> "" Then IsEntered = True: Exit Function
    Next Column
End Function

Private Function IsOfEntries(Sheet As Worksheet, Column As Long) As Boolean
    Dim Id As String
    Id = CStr(Sheet.Cells(1, Column).Value)
    IsOfEntries = Id = "state" Or Id = "level" Or Left(Id, 6) = "input."
End Function

' What is to be told of the first entry below the people of a role's sheet, which is nobody's and does not count; "" for
' none. It keeps nobody from submitting: it may be a total.
Public Function EntryOfNobody(ByRef Cell As Range) As String
    Dim Part As Variant, Person As Variant, Sheet As Worksheet, First As Long, Row As Long, Column As Long, Values As Variant
    For Each Part In Records("part")
        Set Sheet = SheetNamed(CStr(Part(2)))
        First = FIRST_ROW
        For Each Person In Records("person")
            If Person(2) = Part(3) Then First = First + 1
        Next Person
        Values = Sheet.Range(Sheet.Cells(First, 1), Sheet.Cells(LastRowOf(Sheet) + 2, LastColumnOf(Sheet))).Value
        For Row = 1 To IIf(Part(5) = "", UBound(Values, 1), 0)
            For Column = 3 To UBound(Values, 2)
                If Not IsEmpty(Values(Row, Column)) Then
                    Set Cell = Sheet.Cells(First + Row - 1, Column)
                    If IsOfEntries(Sheet, Column) And Held(Cell) <> "" Then EntryOfNobody = Filled("OF_NOBODY", Brief(ToldIn(Cell))): Exit Function
                End If
            Next Column
        Next Row
    Next Part
End Function

' What is to be told of the first sheet that was added and has the columns of one for entries, of which it is a copy that
' nobody counts; "" for none.
Public Function CopiedSheet() As String
    Dim Part As Variant, Sheet As Worksheet, Ids As String
    For Each Sheet In ActiveWorkbook.Worksheets
        For Each Part In Records("part")
            Ids = Said("sheet", CStr(Part(2)), 3)
            If CopiedSheet = "" And Ids <> "" And Said("sheet", Sheet.Name, 2) = "" And Sheet.Name <> IDENTITY Then
                If Missing(Sheet.Name, Split(Ids, " ")) = "" Then CopiedSheet = Filled("SHEET_COPIED", Sheet.Name, CStr(Part(2)))
            End If
        Next Part
    Next Sheet
End Function

' What is to be told of a row below the last one that a table of details was issued with, which no formula sees; "" for
' none. A remark below it, or a total, is nobody's.
Private Function AddedDetail(Sheet As Worksheet) As String
    Dim Record As Variant, Row As Long, Column As Long, Last As Long, Everybody As String, Id As String, Values As Variant
    Values = Sheet.Range(Sheet.Cells(1, 1), Sheet.Cells(LastRowOf(Sheet) + 1, 1)).Value
    Everybody = vbLf
    For Each Record In Records("person")
        Everybody = Everybody & LCase(Record(3)) & vbLf
    Next Record
    Last = FIRST_ROW - 1 + Val(Said("part", Sheet.Name, 6))
    For Row = Last + 1 To UBound(Values, 1)
        Id = ""
        If Not IsEmpty(Values(Row, 1)) Then Id = LCase(Split(Squeezed(Held(Sheet.Cells(Row, 1))) & " ", " ")(0))  ' as HR reads it
        For Column = 2 To IIf(Id <> "" And InStr(Everybody, vbLf & Id & vbLf) > 0, LastColumnOf(Sheet), 0)
            If CStr(Sheet.Cells(1, Column).Value) <> "" And Held(Sheet.Cells(Row, Column)) <> "" Then
                AddedDetail = Filled("ROW_ADDED", Sheet.Name & " A" & Row, CStr(Last)): Exit Function
            End If
        Next Column
    Next Row
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
        If Not IsArea(CStr(Rows(Row, 2)), CStr(Split(Area, ",")(0))) Then IsSpoiled = True
    Next Area
End Function

' Whether a number is that of a row below all formulas that a sheet was issued with, and not far below what it uses.
Private Function IsBelow(Sheet As Worksheet, Number As Variant) As Boolean
    Dim Record As Variant, Area As Variant
    If Not IsNumeric(Number) Then Exit Function
    IsBelow = CDbl(Number) >= 0 And CDbl(Number) <= LastRowOf(Sheet) + 50
    For Each Record In Records("formulas")
        For Each Area In Split(IIf(Record(2) = Sheet.Name, Record(3), ""), " ")
            Area = Split(Area, ",")(0)
            If IsArea(Sheet.Name, CStr(Area)) Then
                If CDbl(Number) < Sheet.Range(Area).Row + Sheet.Range(Area).Rows.Count Then IsBelow = False
            End If
        Next Area
    Next Record
End Function

Private Function IsArea(Name As String, Area As String) As Boolean
    On Error GoTo Failed
    IsArea = SheetNamed(Name).Range(Area).Row > 0
Failed:
    PassEsc Err.Number
End Function

' What a sheet lacks of what it was issued with: itself, or an id of a column. HR needs those that have ids, and the last
' one, with the schemes' figures; the others only show something.
Private Function Missing(Name As String, Ids As Variant) As String
    Dim Sheet As Worksheet, Column As Long, Issued As Collection, Figures As Variant
    Set Sheet = SheetNamed(Name)
    If Sheet Is Nothing Then
        Set Issued = Records("sheet")
        Figures = Issued(Issued.Count)
        Missing = Filled(IIf(UBound(Ids) >= 0 Or Figures(2) = Name, "SHEET_GONE", "SHOWING_GONE"), Name)
        Exit Function
    End If
    For Column = 0 To UBound(Ids)
        If CStr(Sheet.Cells(1, Column + 1).Value) <> Ids(Column) Then Missing = Filled("COLUMNS_MOVED", Name)
    Next Column
End Function

' Totals, grades and money are told, shown and printed only where the whole workbook is as issued and no entry is one that
' nobody counts: each figure comes from other sheets.
Public Sub MustBeAsIssued()
    Dim Harm As String, Cell As Range
    Harm = Altered()
    If Harm = "" Then Harm = NoEntry(Cell)
    If Harm <> "" Then Refuse Harm
End Sub

' Calculated anew by Excel; cells whose formula was overwritten, or whose text or figure is another one, are named.
Public Function CheckFormulas() As String
    CheckFormulas = Altered()
    If CheckFormulas = "" Then CheckFormulas = Word("FORMULAS_FINE")
End Function

' What is to be told of cells where nothing may stand, and of locked ones that are not as issued, "" for nothing.
Public Function Altered() As String
    Dim Places As String, Count As Long
    Altered = FarSheet()
    If Altered = IDENTITY Then Altered = Word("SPOILED"): Exit Function  ' nobody can see it
    If Altered <> "" Then Altered = Filled("FAR_CELL", Altered): Exit Function
    Altered = AlteredFormulas()
    If Altered <> "" Then Exit Function
    Places = ChangedConstants(Count)
    Places = Places & ChangedFigures(Count)
    If Count > 0 Then Altered = Filled("CONSTANTS_CHANGED", CStr(Count), Places)
End Function

' What HR or an earlier period gave that is not as issued, by name up to ten: numbers, levels, choices, texts.
Private Function ChangedFigures(ByRef Count As Long) As String
    Dim Record As Variant, Line As Long, Sheet As Worksheet, Given As String, Pieces As Variant, Figure As Variant, Column As Long
    For Each Record In Records("given")  ' as input.base_salary=36000.0 each, and with the digest of what is shown as a text
        Given = Given & vbLf & Record(2) & vbTab & Record(3)
    Next Record
    For Each Record In Records("sheet")
        Set Sheet = SheetNamed(CStr(Record(2)))
        For Line = FIRST_ROW To IIf(Given = "" Or Record(3) = "" Or Said("part", Sheet.Name, 5) <> "", 0, LastRowOf(Sheet))
            Pieces = Split(Given, vbLf & Trim(Held(Sheet.Cells(Line, 1))) & vbTab)
            For Each Figure In Split(IIf(UBound(Pieces) = 0, "", Split(Pieces(UBound(Pieces)) & vbLf, vbLf)(0)), " ")
                Column = ColumnOf(CStr(Record(3)), CStr(Split(Figure, "=")(0)))
                If Column > 0 Then
                    If IsOther(Sheet.Cells(Line, Column).Value2, CStr(Split(Figure, "=")(1))) Then ChangedFigures = ChangedFigures & OneMore(Count, PlaceOf(Sheet.Cells(Line, Column)))
                End If
            Next Figure
        Next Line
    Next Record
End Function

' Whether a cell holds something else than was issued, as in 36000.0 or, of a text, 1.0:1f2e3d4c5a6b; "nan" is a blank.
Private Function IsOther(Value As Variant, Issued As String) As Boolean
    IsOther = True
    If InStr(Issued, ":") > 0 Then
        If VarType(Value) = vbString Then IsOther = Not SaysAsIssued(CStr(Value), Issued)
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
    Dim Record As Variant, Item As Variant
    For Each Record In Records("constants")
        For Each Item In Split(Record(3), " ")
            If Not IsAsIssued(SheetNamed(CStr(Record(2))), CStr(Item)) Then ChangedConstants = ChangedConstants & OneMore(Count, Record(2) & " " & Split(Item, ":")(0))
        Next Item
    Next Record
End Function

' Whether a cell holds what it was issued with, as in B4:1f2e3d4c5a6b: the last four digits are the checksum of what it
' says. An area that there is not is not as issued.
Private Function IsAsIssued(Sheet As Worksheet, Item As String) As Boolean
    Dim Value As Variant
    On Error GoTo Failed
    With Sheet.Range(Split(Item, ":")(0))
        If .HasFormula Then Exit Function
        Value = .Value2
    End With
    Select Case VarType(Value)
        Case vbString: IsAsIssued = SaysAsIssued(CStr(Value), Item)
        Case vbDouble: IsAsIssued = HasChecksum(Digits(CDbl(Value)), Right(Item, 4))
    End Select
Failed:
    PassEsc Err.Number
End Function

' Whether a text is the one with the digest at the end of an item, however a program breaks its lines.
Private Function SaysAsIssued(Said As String, Item As String) As Boolean
    SaysAsIssued = HasChecksum(Said, Right(Item, 4))
    If Not SaysAsIssued Then SaysAsIssued = HasChecksum(Squeezed(Said), Right(Item, 4))
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
Private Function HasChecksum(Said As String, Digest As String) As Boolean
    Dim Place As Long, Code As Long, Sum As Long, High As Long
    HasChecksum = True
    If IsEmpty(Remainders) Then Remainders = AllRemainders()
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

Private Function AllRemainders() As Variant
    Dim Added(255) As Long, Value As Long, Bit As Long
    For Value = 0 To 255
        Added(Value) = Value * 256
        For Bit = 1 To 8
            Added(Value) = (Added(Value) And 32767) * 2 Xor IIf(Added(Value) >= 32768, &H1021, 0)
        Next Bit
    Next Value
    AllRemainders = Added
End Function

' One more cell that is told, by name unless there are more than ten: then three dots say so.
Private Function OneMore(ByRef Count As Long, Place As String) As String
    Count = Count + 1
    If Count <= 11 Then OneMore = Listed(IIf(Count = 11, ChrW(&H2026), Place))
End Function

' What is to be told of cells that were issued with a formula and hold none, else of those that a formula reads no more
' though it was issued to, or reads besides, as they or others were moved: those of one person before whole columns.
Private Function AlteredFormulas() As String
    Dim Record As Variant, Area As Variant, Cell As Object, Good As String, Other As String, Met As New Collection, IsOfOne As Boolean
    Dim Lost As Long, Overwritten As String, Count As Long, OfPeople As String, Wholes As Long, OfMany As String
    For Each Record In Records("formulas")
        For Each Area In Split(Record(3), " ")
            Good = ""
            For Each Cell In SheetNamed(CStr(Record(2))).Range(Split(Area, ",")(0)).Cells
                If Not Cell.HasFormula Then
                    Overwritten = Overwritten & OneMore(Lost, PlaceOf(Cell))
                ElseIf Cell.FormulaR1C1 <> Good Then  ' else it reads the same as the one above, from its own row
                    Other = ReadOtherwise(Cell, CStr(Area), IsOfOne)
                    If Other = "" Then
                        Good = Cell.FormulaR1C1
                    ElseIf IsFirst(Met, Other) Then
                        Other = Other & " (" & PlaceOf(Cell) & ")"
                        If IsOfOne Then OfPeople = OfPeople & OneMore(Count, Other) Else OfMany = OfMany & OneMore(Wholes, Other)
                    End If
                End If
            Next Cell
        Next Area
    Next Record
    If Count + Wholes > 0 Then AlteredFormulas = Filled("FORMULAS_CUT", CStr(Count + Wholes), OfPeople & IIf(Count > 10, "", OfMany))
    If Lost > 0 Then AlteredFormulas = Filled("FORMULAS_LOST", CStr(Lost), Overwritten)
End Function

' The first cell or area that a formula was issued to read, as a record of its area says (J6:J11,$C,Sheet!$D), and does
' not, else the first that it reads besides, by name and of a cell of somebody with whose and what it is; "" for none.
Private Function ReadOtherwise(Cell As Object, Record As String, ByRef IsOfOne As Boolean) As String
    Dim Issued As String, Found As String, Sign As String, Area As Range
    Issued = Mid(Record, InStr(Record & ",", ","))
    Found = ReadIn(Cell.Formula, Cell.Row, Cell.Worksheet.Name)
    IsOfOne = False
    If Found = Issued Then Exit Function
    Sign = FirstBeside(Issued, Found)
    If Sign = "" Then Sign = FirstBeside(Found, Issued)
    If Sign <> "" Then Set Area = AreaOf(Cell.Worksheet, Sign, Cell.Row)
    If Area Is Nothing Then Set Area = Cell  ' it reads the same in another order, or something of another workbook
    ReadOtherwise = PlaceOf(Area)
    If Area.Row >= FIRST_ROW And HasIds(Area.Worksheet) Then
        IsOfOne = Area.Rows.Count = 1
        If IsOfOne Then ReadOtherwise = Trim(ReadOtherwise & " " & WhoIsIn(Area.Worksheet, Area.Row))
        ReadOtherwise = ReadOtherwise & " " & OneLine(Area.Worksheet.Cells(5, Area.Column))
    End If
    If FirstBeside(Issued, Found) = "" Then ReadOtherwise = Filled("READ_BESIDES", ReadOtherwise)
End Function

' The first of some signs of `ReadIn` that is not among others, "" for none.
Private Function FirstBeside(Signs As String, Others As String) As String
    Dim Sign As Variant
    For Each Sign In Split(Signs, ",")
        If InStr(Others & ",", "," & Sign & ",") = 0 And Sign <> "" Then FirstBeside = Sign: Exit Function
    Next Sign
End Function

' The cells that show an error instead of a result, be it a text that is spelled as one, the first ten by name, as one
' sentence: entries, as others follow from these; where none is one, those that are locked, unless formulas or figures
' were altered, which tells how to mend all of them. "" for none.
Public Function ErrorCells() As String
    Dim Record As Variant, Count As Long, Places As String, Locked As Long, OfLocked As String
    For Each Record In Records("sheet")
        AddErrors SheetNamed(CStr(Record(2))), Count, Places, Locked, OfLocked
    Next Record
    ErrorsFound = ""
    If Count > 0 Then
        ErrorsFound = Filled("ERRORS_IN", CStr(Count), Places)
    ElseIf Locked > 0 Then
        If Altered() = "" Then ErrorsFound = Filled("ERRORS_LOCKED", CStr(Locked), OfLocked)
    End If
    ErrorCells = ErrorsFound
End Function

Private Sub AddErrors(Sheet As Worksheet, ByRef Count As Long, ByRef Places As String, ByRef Locked As Long, ByRef OfLocked As String)
    Dim Values As Variant, Value As Variant, Place As Long, Rows As Long, Cell As Range
    ' At least two cells, so that it is an array; Excel finds no SpecialCells on a protected sheet.
    Values = Sheet.Range(Sheet.Cells(1, 1), Sheet.Cells(LastRowOf(Sheet) + 1, LastColumnOf(Sheet))).Value
    Rows = UBound(Values, 1)
    For Each Value In Values  ' column by column
        If Not IsEmpty(Value) Then
            If ShowsError(Value) Then
                Set Cell = Sheet.Cells(Place Mod Rows + 1, Place \ Rows + 1)
                If Not Cell.Locked Then
                    Places = Places & OneMore(Count, PlaceOf(Cell))
                ElseIf IsError(Value) Then  ' a text there is as HR wrote it, such as a name
                    OfLocked = OfLocked & OneMore(Locked, PlaceOf(Cell))
                End If
            End If
        End If
        Place = Place + 1
    Next Value
End Sub
