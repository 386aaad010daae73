Attribute VB_Name = "Presales"
' The buttons of the ribbon. Nothing is calculated here: a click asks Python, and Python answers.
' ASCII only: the project's code page is 1252, so words that people read stand on the add-in's own sheet.
Option Explicit

Private Ribbon As IRibbonUI
Private Events As PresalesEvents
Private IsWorking As Boolean
Private Clicked As Workbook   ' the one that Python was asked about last, where it is, and which of its sheets are protected
Private Place As String
Private Protected As String
Private Pending As String     ' what Python works on on a Mac, where nobody waits for it
Public BoxesShown As Long
Private Const PATIENCE = 60, ASKING = 600  ' seconds, and while Python asks
Private Const STOPPED = "STOPPED"  ' what Python leaves behind on a Mac when it was stopped, and when it has done its work,
Private Const ENDED = "ENDED"      ' see mac_click
Private Const SHOWN = 900    ' characters of a message box: that of VBA cuts off what is behind the first thousand

' onLoad of the ribbon: from now on the buttons follow the active workbook.
Public Sub PresalesLoaded(LoadedRibbon As IRibbonUI)
    Set Ribbon = LoadedRibbon
    Set Events = New PresalesEvents
    Events.Watch Application
End Sub

' Excel asks anew which buttons can be clicked.
Public Sub PresalesRefresh()
    If Not Ribbon Is Nothing Then Ribbon.Invalidate
End Sub

' getEnabled of the buttons that need a workbook of ours.
Public Sub PresalesEnabled(Control As IRibbonControl, ByRef Enabled As Variant)
    Enabled = IsOurs(ActiveWorkbook)
End Sub

' onAction of every button: its tag names the command. Where Python is not set up, fails or is stopped, the workbook's own
' formulas do what they can.
Public Sub PresalesRun(Control As IRibbonControl)
    If IsWorking Then Exit Sub
    If IsTaken() Then Exit Sub
    On Error GoTo Failed
    IsWorking = True
    Ungroup
    Select Case Control.Tag
        Case "every command of ribbon.yaml"  ' listed here when the add-in is built
            If Not IsSetUp() Or (ActiveWorkbook Is Nothing And Control.Tag = "open_help") Then
                WithoutPython Control.Tag, ""
            ElseIf ActiveWorkbook Is Nothing Then
                Tell Word("NO_WORKBOOK")
            Else
                AskPython Control.Tag
            End If
        Case "every button of ribbon.yaml without Python"
            WithoutPython Control.Tag, ""
    End Select
    Err.Clear  ' a procedure that goes on after errors may leave one
Failed:
    IsWorking = False
    If Err.Number <> 0 Then Tell ToldOf(Err.Number, Err.Description)
End Sub

' Whether a click on a Mac does nothing: Python still works on the one before, or had failed there and only now it is told,
' as Excel could not be told when Python ended.
Private Function IsTaken() As Boolean
    If Pending = "" Then Exit Function
    IsTaken = Looked()
    If Pending = "" Then Exit Function
    IsTaken = True
    Tell Word("STILL_WORKING")
End Function

' What Python has to say, it says; where it could not be asked or was stopped, the workbook's formulas go on.
Private Sub AskPython(Command As String)
    Dim Running As Object, Reason As String
    Set Clicked = ActiveWorkbook
    Place = InFront()
    Protected = ProtectedSheets(Clicked)
    On Error GoTo Failed
    #If Mac Then
        Pending = Command
        RunPython "from presales_xl.addin.mac_click import run; run('" & Command & "')"
        LookLater
    #Else
        Working True
        Set Running = StartedPython(GetConfig("INTERPRETER_WIN"), Command)
        Await Running, Command, Reason
        Working False
    #End If
GoingOn:
    On Error GoTo 0
    GoOn Command, Reason
    Exit Sub
Failed:
    Reason = Failure(Err.Description)
    Pending = ""
    Working False
    Resume GoingOn
End Sub

' On a Mac Python works beside Excel, which it cannot ask anything while a macro runs: so none waits for it. Some seconds
' after it was asked, when it ends (by xlwings' macro for that) and at the next click, it is looked at what it left behind.
Public Sub PresalesLook()
    Looked
End Sub

' Whether Python left behind that it was stopped or failed, which has been told then. Until it leaves something it works.
Private Function Looked() As Boolean
    Dim Command As String, Reason As String
    On Error GoTo Failed
    Reason = LeftBehind()
    If Pending = "" Or Reason = "" Then Exit Function
    Command = Pending
    Pending = ""
    Working False
    Looked = InStr(Reason, ENDED) <> 1
    If InStr(Reason, ENDED) = 1 Then
        Reason = ""
    ElseIf InStr(Reason, STOPPED) = 1 Then
        Reason = AfterStop(Command)
    Else
        Reason = Failure(Right("Python: " & Reason, 300))
    End If
    GoOn Command, Reason
    Exit Function
Failed:
    Tell ToldOf(Err.Number, Err.Description)
End Function

' After Python: by the workbook's formulas where there is a reason to. They go on with the workbook that the click was for,
' whichever is in front by now.
Private Sub GoOn(Command As String, Reason As String)
    On Error Resume Next  ' it may be closed meanwhile
    ProtectAgain Clicked, Protected
    If Reason <> "" And InFront() <> Place Then Clicked.Activate
    On Error GoTo 0
    If Reason = "" Then Exit Sub
    If InFront() <> Place Then Refuse Reason & vbNewLine & vbNewLine & Word("OTHER_IN_FRONT")
    WithoutPython Command, Reason
End Sub

' Why the workbook's formulas go on after a stop, "" for a button of HR's, whose work stands in the ledger.
Private Function AfterStop(Command As String) As String
    If NeedsPython(Command) Then
        Tell Word("STOPPED_HR")
    Else
        AfterStop = Word("STOPPED")
    End If
End Function

Private Function Failure(Description As String) As String
    Dim Advice As String
    Advice = "FAILED"
    #If Mac Then
        Advice = "FAILED_MAC"
    #End If
    Failure = Word(Advice) & vbNewLine & IIf(Description = "", "?", Description)
End Function

' Wait until Python ends. Once in a while whoever clicked may stop it, and after a longer time also while it asks something, or
' seems to where Excel tells nothing of that. Who says no to waiting when Python has ended, or asks something by then, stops nothing.
' The question is about Python, whatever workbook is in front by now: in a minute of waiting people turn to another.
Private Sub Await(Running As Object, Command As String, ByRef Reason As String)
    Dim Since As Date, IsOver As Boolean, HasAsked As Boolean
    Since = Now
    Do While Running.Status = 0
        Pause
        If IsAsking() <> HasAsked Then
            Since = Now
            HasAsked = Not HasAsked
        End If
        If DateDiff("s", Since, Now) >= IIf(HasAsked, ASKING, PATIENCE) Then
            IsOver = InBox(Word(IIf(NeedsPython(Command), "WAIT_ON_HR", "WAIT_ON")), vbYesNo + vbQuestion, Word("TITLE")) = vbNo
            If IsOver And Running.Status = 0 And (HasAsked Or Not IsAsking()) Then
                Running.Terminate
                Working False
                Reason = AfterStop(Command)
                Exit Sub
            End If
            Since = Now
        End If
    Loop
    If Running.ExitCode <> 0 Then Reason = Failure(Right("Python: " & Running.StdErr.ReadAll, 300))
End Sub

' The names of the sheets that are protected, each between strokes, which no name can hold.
Private Function ProtectedSheets(Book As Workbook) As String
    Dim Sheet As Worksheet
    ProtectedSheets = "/"
    For Each Sheet In Book.Worksheets
        If Sheet.ProtectContents Then ProtectedSheets = ProtectedSheets & Sheet.Name & "/"
    Next Sheet
End Function

' Python takes the protection off a sheet while it writes there: one that was ended meanwhile could not put it back.
Private Sub ProtectAgain(Book As Workbook, Names As String)
    Dim Sheet As Worksheet
    For Each Sheet In Book.Worksheets
        If InStr(Names, "/" & Sheet.Name & "/") > 0 And Not Sheet.ProtectContents Then
            Sheet.Protect AllowFormattingColumns:=True, AllowFormattingRows:=True, AllowFiltering:=True
        End If
    Next Sheet
End Sub

' What a button does by the workbook's own formulas, and why Python failed; of one that needs Python, how to get it.
Public Sub WithoutPython(Command As String, Reason As String)
    Dim Answer As String, Doubt As String, IsRead As Boolean, Number As Long
    On Error GoTo Failed
    Progress Word("WORKING")
    If Not (Command = "check_setup" Or Command = "open_help" Or NeedsPython(Command)) Then
        Answer = Obstacle(ActiveWorkbook)
        IsRead = Answer = ""
    End If
    If IsRead Then
        CalculateBook
        Doubt = ErrorCells()
    End If
    If Answer = "" Then Answer = Alone(Command, Reason <> "")
    If IsRead And Answer <> "" And Application.Calculation = xlCalculationManual Then Doubt = Doubt & IIf(Doubt = "", "", vbNewLine & vbNewLine) & Word("MANUAL")
    Progress ""
    TellParts Array(Answer, Doubt, Reason)
    Exit Sub
Failed:
    Number = Err.Number
    Answer = Err.Description
    Progress ""
    Tell ToldOf(Number, Answer)
End Sub

' Parts of an answer in one box, or each in one of its own where one would not show them whole.
Private Sub TellParts(Parts As Variant)
    Dim Part As Variant, All As String
    For Each Part In Parts
        If All <> "" And Part <> "" Then
            If Len(Fitted(All & vbNewLine & vbNewLine & Part)) > SHOWN Then
                InBox All, vbInformation, Word("TITLE_ALONE")
                All = ""
            End If
        End If
        If Part <> "" Then All = All & IIf(All = "", "", vbNewLine & vbNewLine) & Part
    Next Part
    If All <> "" Then InBox All, vbInformation, Word("TITLE_ALONE")
End Sub

' What a box answers that shows a message, whose end is never cut off: there stands what is to be done.
Private Function InBox(Message As String, Kind As Long, Title As String) As Long
    Dim Words As String
    Words = Fitted(Message)
    If Len(Words) > SHOWN Then Words = Left(Words, SHOWN \ 2) & ChrW(&H2026) & Right(Words, SHOWN \ 2)
    InBox = Box(Words, Kind, Title)
    BoxesShown = BoxesShown + 1
End Function

' A message with as many lines of each list as a box has room for, three dots for the others.
Private Function Fitted(Message As String) As String
    Dim Item As Variant, Most As Long, Number As Long
    For Most = 40 To 1 Step -1
        Fitted = ""
        For Each Item In Split(Message, vbLf)
            Number = IIf(Left(Item, 1) = vbTab, Number + 1, 0)
            If Number = Most + 1 Then Item = ChrW(&H2026)
            If Number <= Most + 1 Then Fitted = Fitted & vbLf & Replace(Item, vbTab, "")
        Next Item
        Fitted = Mid(Fitted, 2)
        If Len(Fitted) <= SHOWN Then Exit Function
    Next Most
End Function

' What is read of the active workbook is up to date, also where Excel calculates nothing by itself; another workbook is not
' calculated then. Results go from sheet to sheet and back, so that one turn would not do.
Public Sub CalculateBook()
    Dim Sheet As Worksheet, Turn As Long
    If Application.Calculation <> xlCalculationManual Then Exit Sub
    For Turn = 1 To 6
        For Each Sheet In ActiveWorkbook.Worksheets
            Sheet.UsedRange.Calculate  ' every cell, whatever Excel takes for changed
        Next Sheet
    Next Turn
End Sub

Private Function Alone(Command As String, IsSetUp As Boolean) As String
    Select Case Command
        Case "each button of ribbon.yaml"  ' what it does stands here when the add-in is built
        Case Else
            Alone = Word("NEEDS_PYTHON")
            If Not IsSetUp Then Alone = Alone & vbNewLine & vbNewLine & Word("NOT_SET_UP")
    End Select
End Function

Private Function NeedsPython(Command As String) As Boolean
    Select Case Command
        Case "every button of ribbon.yaml that needs Python"
            NeedsPython = True
    End Select
End Function

' getVisible of HR's group: for whom the settings say HR, in a workbook that is HR's wherever it lies (of one in the cloud
' Excel tells no folder of this computer), and in any that lies in a project.
Public Sub PresalesForHr(Control As IRibbonControl, ByRef Visible As Variant)
    Dim Hr As String
    Visible = False
    On Error Resume Next  ' Excel asks each time that a workbook comes to the front, and would show an error each time
    Hr = GetConfig("HR")
    Visible = LCase(Hr) = "yes"
    If Not Visible Then Visible = IsHrs(ActiveWorkbook)
    If Not Visible Then Visible = IsOfProject(ActiveWorkbook)
End Sub

' Whether a workbook is HR's by what it holds: the grades to be calibrated, or the sheets that no roster lacks.
Private Function IsHrs(Book As Workbook) As Boolean
    Dim Names As Variant
    If Book Is Nothing Then Exit Function
    If IsOurs(Book) Then
        IsHrs = Book.Worksheets("_presales").Range("B1").Value = "presales_xl calibration"
        Exit Function
    End If
    For Each Names In Split(Word("ROSTER"), "|")
        If Not HasSheet(Book, CStr(Names)) Then Exit Function
    Next Names
    IsHrs = True
End Function

' Whether a workbook has a sheet by one of some names, which no name can hold the stroke between.
Private Function HasSheet(Book As Workbook, Names As String) As Boolean
    Dim Sheet As Object
    For Each Sheet In Book.Worksheets
        If InStr(1, "/" & Names & "/", "/" & Trim(Sheet.Name) & "/", vbTextCompare) > 0 Then HasSheet = True
    Next Sheet
End Function

Public Function IsOurs(Book As Workbook) As Boolean
    If Not Book Is Nothing Then IsOurs = HasSheet(Book, "_presales")
End Function

' Without an interpreter of its own the add-in would start whatever "python" happens to be.
Private Function IsSetUp() As Boolean
    #If Mac Then
        IsSetUp = GetConfig("INTERPRETER_MAC") <> ""
    #Else
        IsSetUp = GetConfig("INTERPRETER_WIN") <> ""
    #End If
End Function

' Whether the lines of a settings file say a setting, and its value: `"NAME","VALUE"` each, and the first one counts.
Public Function IsSaid(Lines As String, Setting As String, ByRef Value As String) As Boolean
    Dim Row As Variant, Comma As Long
    For Each Row In Split(Replace(Lines, vbCr, vbLf), vbLf)
        Comma = InStr(Row, ",")
        If Comma > 0 And Not IsSaid Then
            IsSaid = LCase(Bare(Left(Row, Comma - 1))) = LCase(Setting)
            If IsSaid Then Value = Bare(Mid(Row, Comma + 1))
        End If
    Next Row
End Function

Private Function Bare(Words As String) As String
    Bare = Trim(Replace(Words, """", ""))
End Function

Public Function Word(Key As String) As String
    Dim Row As Long
    With ThisWorkbook.Worksheets(PROJECT_NAME & ".conf")
        For Row = 1 To .UsedRange.Rows.Count
            If .Cells(Row, 1).Value = Key Then Word = .Cells(Row, 2).Value
        Next Row
    End With
End Function

Public Sub Tell(Message As String)
    InBox Message, vbExclamation, Word("TITLE")
End Sub

Public Function Agreed(Question As String) As Boolean
    Agreed = Answered(Question, vbYesNo) = vbYes
End Function

Public Function AskThree(Question As String) As Long
    AskThree = Answered(Question, vbYesNoCancel)
End Function

' The answer to a question. While it stands there another workbook may be brought to the front, about which nobody asked.
Private Function Answered(Question As String, Kind As Long) As Long
    Dim Before As String
    Before = InFront()
    Answered = InBox(Question, Kind + vbQuestion, Word("TITLE_ALONE"))
    If InFront() <> Before Then Refuse Word("OTHER_IN_FRONT")
End Function

Private Function InFront() As String
    If Not ActiveWorkbook Is Nothing Then InFront = ActiveWorkbook.FullName
End Function
