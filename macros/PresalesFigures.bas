Attribute VB_Name = "PresalesFigures"
' What figures and grades the sheets show: of a cell with its rule, of the summary.
Option Explicit
Option Private Module

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
Public Function RuleOver(Sheet As Worksheet, Column As Long) As String
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
        If CStr(Sheet.Cells(1, Column).Value) Like "input.*" Or CStr(Sheet.Cells(1, Column).Value) Like "rows.*" Then Names(Column) = Bare(OneLine(Sheet.Cells(5, Column)))
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

' Of a cell with points, also added or deducted, what stands under the same header, or is named by its rule; of one with a
' result all points, of a total what is added, deducted or vetoes it, too; of any the figures that HR set for this person and
' that its rule has, of a total that any points have, and the text that says in the place of which.
Private Function FiguresOf(Sheet As Worksheet, Cell As Range, Id As String) As String
    Dim Column As Long, Other As String, Header As String, Rule As String, Names As Variant, IsFigure As Boolean, HasOwn As Boolean
    Header = Heading(Sheet, Cell.Column)
    Names = EntryNames(Sheet)
    If HasPoints(Id) Then Rule = Mid(RuleOver(Sheet, Cell.Column), Len(Header) + 1)
    If Left(Id, 11) = "adjustment." And Rule = "" Then Rule = Header  ' it says all by itself
    If Left(Id, 4) = "pay." Or Id = "flags" Then Rule = RuleOver(Sheet, Cell.Column)
    If Id = "total" Then Rule = CStr(Split(RuleOver(Sheet, Cell.Column) & vbNewLine, vbNewLine)(0))  ' those of other results follow
    For Column = 3 To LastColumnOf(Sheet)
        Other = CStr(Sheet.Cells(1, Column).Value)
        If Column <> Cell.Column And Other <> "" And ToldIn(Sheet.Cells(Cell.Row, Column)) <> "" Then
            IsFigure = BelongsTo(Sheet, Column, Other, Id, Header)
            If Not IsFigure Then IsFigure = IsNamed(Rule, Names, Column)
            If Other = "words.individual" Then IsFigure = HasOwn Or IsOwn(Id)
            If IsOwn(Other) Then
                IsFigure = Heading(Sheet, Column) = Header Or Reads(Cell, Sheet.Cells(Cell.Row, Column))
                If Id = "total" Then IsFigure = IsFigure Or ColumnOf(Said("sheet", Sheet.Name, 3), "points." & Split(Other & "..", ".")(2)) + ColumnOf(Said("sheet", Sheet.Name, 3), "adjustment." & Split(Other & "..", ".")(2)) > 0
                HasOwn = HasOwn Or IsFigure
            End If
            If IsFigure Then
                FiguresOf = FiguresOf & Listed(Named(Sheet, Column) & ": " & ToldIn(Sheet.Cells(Cell.Row, Column)))
                If Left(Other, 5) = "rows." And HasPoints(Id) Then FiguresOf = FiguresOf & RowsOf(Sheet, Cell.Row, Mid(Other, 6))
            End If
        End If
    Next Column
End Function

' Whether a column holds the points of an indicator, or what is added or deducted.
Private Function HasPoints(Id As String) As Boolean
    HasPoints = Left(Id, 7) = "points." Or Left(Id, 11) = "adjustment."
End Function

' The rows that somebody has in a table of details, a line each.
Private Function RowsOf(Sheet As Worksheet, Row As Long, Table As String) As String
    Dim Record As Variant, Details As Worksheet, At As Long, Column As Long, Id As String, Told As String
    For Each Record In Records("part")
        If Record(3) = Said("part", Sheet.Name, 3) And Record(5) = Table Then Set Details = SheetNamed(CStr(Record(2)))
    Next Record
    For At = FIRST_ROW To LastRowOf(Details)
        If LCase(Held(Details.Cells(At, 1))) = LCase(LabelIn(Sheet, Row)) And Held(Details.Cells(At, ColumnOf(Said("sheet", Details.Name, 3), Table & ".state"))) = "1" Then
            Told = ChrW(&H2013)
            For Column = 2 To LastColumnOf(Details)
                Id = CStr(Details.Cells(1, Column).Value)
                If UBound(Split(Id, ".")) = 1 And Left(Id, Len(Table) + 1) = Table & "." And Id <> Table & ".state" And ToldIn(Details.Cells(At, Column)) <> "" Then Told = Told & "  " & ToldIn(Details.Cells(At, Column))
            Next Column
            RowsOf = RowsOf & Listed(Told)
        End If
    Next At
End Function

' Whether a column holds a figure that HR set for some people in the place of the scheme's.
Private Function IsOwn(Id As String) As Boolean
    IsOwn = Left(Id, 17) = "input.individual."
End Function

' Whether the formula of a cell names another cell of its row, and not the one at that place of another sheet.
Private Function Reads(Cell As Range, Other As Range) As Boolean
    Dim Place As String
    Place = Other.Address(False, True)
    Reads = Replace(Cell.Formula, "!" & Place, "") & " " Like ("*" & Place & "[!0-9]*")
End Function

Private Function BelongsTo(Sheet As Worksheet, Column As Long, Other As String, Id As String, Header As String) As Boolean
    Dim Kind As String
    Kind = Split(Other & ".", ".")(0)
    Select Case Split(Id & ".", ".")(0)
        Case "points", "adjustment"
            BelongsTo = Not HasPoints(Other) And Header <> "" And Heading(Sheet, Column) = Header
        Case "pay"
            BelongsTo = Kind = "pay" Or Kind = "total" Or Kind = "grade"
        Case "grade", "rank"
            BelongsTo = Kind = "total" Or Kind = "completeness" Or Kind = "rank"
        Case "total"
            BelongsTo = HasPoints(Other) Or Kind = "state" Or Kind = "flags"
        Case "completeness", "flags"
            BelongsTo = Kind = "points" Or Kind = "state"
    End Select
End Function

' A column's own name, with what it belongs to where that says more.
Private Function Named(Sheet As Worksheet, Column As Long) As String
    Named = OneLine(Sheet.Cells(5, Column))
    If Right(Named, 1) = ChrW(&H2192) Then Named = Trim(Left(Named, InStrRev(Named, " ")))  ' a word leads to its workings
    Select Case Split(CStr(Sheet.Cells(1, Column).Value) & ".", ".")(0)
        Case "points", "adjustment", "pay": Named = Heading(Sheet, Column)
    End Select
End Function

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
    Dim Summary As Worksheet, Checks As Worksheet, Row As Long, Head As Long
    Set Summary = SheetOf("grades")
    Set Checks = SheetOf("problems")
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
            Summed = Summed & Listed(ToldIn(Summary.Cells(Row, 2)) & ":" & Figures(Summary, Head, Row, 3))
        End If
    Next Row
    ' What is to be confirmed counts here, and is neither final nor paid before.
    If Summed <> "" And OpenLine(Checks, 0) > 0 Then Summed = Summed & vbNewLine & vbNewLine & Filled("CHECKS_SAY", Verdict(Checks))
End Function

' What stands in a row from a column on, each figure behind its head: a line each in the facts of a role, else in one.
Private Function Figures(Sheet As Worksheet, Head As Long, Row As Long, First As Long) As String
    Dim Column As Long
    For Column = First To 8
        If ToldIn(Sheet.Cells(Row, Column)) <> "" And Shown(Sheet.Cells(Head, Column)) <> "" Then
            Figures = Figures & IIf(First = 2, Listed(""), "  ") & OneLine(Sheet.Cells(Head, Column)) & IIf(First = 2, ": ", " ") & ToldIn(Sheet.Cells(Row, Column))
        End If
    Next Column
End Function
