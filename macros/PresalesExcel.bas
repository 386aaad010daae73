Attribute VB_Name = "PresalesExcel"
' What the macros ask of Excel and of the system: to start Python, to wait, files, printers, dialogs. Apart, so that
' tests can stand in for it.
Option Explicit

#If Mac Then
#ElseIf VBA7 Then
    Private Declare PtrSafe Sub Sleep Lib "kernel32" (ByVal Milliseconds As Long)
#Else
    Private Declare Sub Sleep Lib "kernel32" (ByVal Milliseconds As Long)
#End If

' Python at work on a command, on Windows: it is told the command and the number of this window, no name or text of a
' workbook. No command window is in between, which policies may forbid.
Public Function StartedPython(Python As String, Command As String) As Object
    Dim Shell As Object, Folder As String, Before As String, Program As String
    If Not IsThere(Python, vbNormal) Then Err.Raise 53, , Replace(Word("NO_PYTHON"), "%1", Python)
    Folder = Left(Python, InStrRev(Python, "\") - 1)
    Program = Folder & "\pythonw.exe"  ' the one without a window
    If Not IsThere(Program, vbNormal) Then Program = Python
    Set Shell = CreateObject("WScript.Shell")
    Before = Shell.CurrentDirectory
    On Error GoTo PutBack
    Shell.CurrentDirectory = Folder
    Set StartedPython = Shell.Exec("""" & Program & """ -B -P -m presales_xl.addin.click " & Command & " " & CStr(Application.Hwnd))
PutBack:
    Shell.CurrentDirectory = Before  ' a folder that Excel stays in could not be replaced
    If Err.Number <> 0 Then Err.Raise Err.Number, , Err.Description
End Function

' On a Mac: look some seconds later what Python left behind. By then a shell has said that there is no such program, and
' a Python that it cannot do what it was asked; what comes later xlwings' macro tells when Python ends.
Public Sub LookLater()
    Application.OnTime Now + TimeSerial(0, 0, 5), "'" & ThisWorkbook.Name & "'!PresalesLook"
End Sub

' What Python or the shell wrote on a Mac before it ended, "" for nothing; it is read once.
Public Function LeftBehind() As String
    #If Mac Then
        Dim File As String
        File = Environ("HOME") & "/xlwings.log"
        On Error Resume Next  ' there is none
        LeftBehind = ReadFile(File)
        If LeftBehind <> "" Then Kill File
    #End If
End Function

' A message box; returns the button that was clicked. On Windows it is the system's own: that of VBA shows ? for every
' sign that the code page has not, be it Chinese on an English Windows or a check mark on a Chinese one.
Public Function Box(Message As String, Kind As Long, Title As String) As Long
    #If Mac Then
        Box = MsgBox(Message, Kind, Title)
    #Else
        On Error GoTo Without
        Box = CreateObject("WScript.Shell").Popup(Message, 0, Title, Kind + vbMsgBoxSetForeground + vbSystemModal)
        Exit Function
Without:
        Box = MsgBox(Message, Kind, Title)
    #End If
End Function

' A moment in which Python may ask Excel.
Public Sub Pause()
    DoEvents
    #If Not Mac Then
        Sleep 20
    #End If
End Sub

' Pointer and status bar say that work is going on, and what is typed meanwhile goes nowhere; or all is as usual again.
Public Sub Working(IsOn As Boolean)
    On Error Resume Next
    Application.Cursor = IIf(IsOn, xlWait, xlDefault)
    Application.StatusBar = IIf(IsOn, Word("WORKING"), False)
    Application.Interactive = Not IsOn
    Application.EnableCancelKey = IIf(IsOn, xlDisabled, xlInterrupt)  ' Esc would show the code: the way out is a question
End Sub

' What VBA is at, in the status bar, "" for nothing any more; Esc is an error then, which puts back what was changed.
Public Sub Progress(Words As String)
    On Error Resume Next
    Application.StatusBar = IIf(Words = "", False, Words)
    Application.EnableCancelKey = IIf(Words = "", xlInterrupt, xlErrorHandler)
End Sub

' Esc does nothing meanwhile: what was changed is put back whole; then it is an error again.
Public Sub Undisturbed(IsOn As Boolean)
    On Error Resume Next
    Application.EnableCancelKey = IIf(IsOn, xlDisabled, xlErrorHandler)
End Sub

' Whether Python shows a question now: it lets Excel be used then.
Public Function IsAsking() As Boolean
    IsAsking = Application.Interactive
End Function

' Sheets that are selected together cannot be protected again, and each entry goes to all of them.
Public Sub Ungroup()
    On Error Resume Next
    If ActiveWindow.SelectedSheets.Count > 1 Then ActiveSheet.Select
End Sub

' Whether a cell cannot be seen: its row or column is filtered out, folded or hidden.
Public Function IsHidden(Cell As Object) As Boolean
    IsHidden = Cell.EntireRow.Hidden Or Cell.EntireColumn.Hidden
End Function

' Whether a workbook is a file that HR can read: .xlsx or .xlsm.
Public Function IsPlain(Book As Workbook) As Boolean
    IsPlain = True
    On Error GoTo Failed  ' in a program that does not tell
    IsPlain = InStr(" 0 51 52 ", " " & Book.FileFormat & " ") > 0  ' LibreOffice tells none, xlOpenXMLWorkbook, xlOpenXMLWorkbookMacroEnabled
Failed:
    PassEsc Err.Number
End Function

' Whether a workbook has a password to open it: HR may have put it there, or somebody else, so that HR cannot read it.
Public Function HasPassword(Book As Workbook) As Boolean
    On Error GoTo Failed  ' in a program that does not tell
    HasPassword = Book.HasPassword
Failed:
    PassEsc Err.Number
End Function

' Whether a workbook is shared in the old way, in which Excel takes no protection off.
Public Function IsShared(Book As Workbook) As Boolean
    On Error GoTo Failed  ' in a program that does not tell
    IsShared = Book.MultiUserEditing
Failed:
    PassEsc Err.Number
End Function

' Whether Excel rounds whatever a workbook holds to what its cells show.
Public Function IsRounded(Book As Workbook) As Boolean
    On Error GoTo Failed  ' in a program that does not tell
    IsRounded = Book.PrecisionAsDisplayed
Failed:
    PassEsc Err.Number
End Function

' A copy of a workbook as it is now, saved or not; the workbook stays what it is.
Public Sub SaveCopy(Book As Workbook, File As String)
    Book.SaveCopyAs File
End Sub

Public Sub SavePdf(Sheet As Object, File As String)
    Sheet.ExportAsFixedFormat Type:=0, Filename:=File  ' xlTypePDF
End Sub

Public Sub PrintSheet(Sheet As Object)
    Sheet.PrintOut
End Sub

' A folder that is chosen, with a separator behind it, "" for none. A Mac has no dialog for folders: the proposed one.
Public Function ChosenFolder(Proposed As String) As String
    #If Mac Then
        ChosenFolder = Proposed
    #Else
        With Application.FileDialog(4)  ' msoFileDialogFolderPicker
            .InitialFileName = Proposed
            If .Show = -1 Then ChosenFolder = .SelectedItems(1)
        End With
        If ChosenFolder <> "" And Right(ChosenFolder, 1) <> "\" Then ChosenFolder = ChosenFolder & "\"
    #End If
End Function

' This moment in UTC, as HR may sit in another zone; without Windows' own clock as the computer shows it.
Public Function Moment() As String
    Dim Utc As Date, Zone As String
    Utc = Now
    #If Not Mac Then
        On Error Resume Next
        With CreateObject("WbemScripting.SWbemDateTime")
            .SetVarDate Now, True
            Utc = .GetVarDate(False)
        End With
        If Err.Number = 0 Then Zone = "Z"
        On Error GoTo 0
    #End If
    Moment = Format(Utc, "yyyy-mm-dd") & "T" & Format(Utc, "hh\:nn\:ss") & Zone
End Function

' A page in the user's browser.
Public Sub OpenPage(File As String)
    ThisWorkbook.FollowHyperlink File
End Sub

' The user's own folder on this computer: what Excel proposes may be in the cloud, where no copy can be put.
Public Function OwnFolder() As String
    OwnFolder = Application.DefaultFilePath
    #If Not Mac Then
        If InStr(OwnFolder, "://") > 0 Then OwnFolder = CreateObject("WScript.Shell").SpecialFolders("MyDocuments")
    #End If
End Function

Public Function Separator() As String
    Separator = Application.PathSeparator
End Function

' The sign that Excel writes before decimals, or between thousands.
Public Function NumberSign(Which As Long) As String
    NumberSign = Application.International(Which)
End Function

' Where the choices of a drop-down list stand, as "='Sheet'!$A$1:$A$9" whichever way Excel writes references.
Public Function ListOf(Cell As Object) As String
    ListOf = Cell.Validation.Formula1
    If InStr(ListOf, "$") = 0 Then ListOf = Application.ConvertFormula(ListOf, xlR1C1, xlA1)
End Function

' Whether a cell keeps to the rule of what may be entered in it.
Public Function KeepsToRule(Cell As Range) As Boolean
    KeepsToRule = True
    On Error GoTo Failed  ' by a cell without any rule
    KeepsToRule = Cell.Validation.Value
Failed:
    PassEsc Err.Number
End Function

' Where the link of a cell leads within its workbook, "" for none.
Public Function LinkOf(Cell As Range) As String
    If Cell.Hyperlinks.Count > 0 Then LinkOf = Cell.Hyperlinks(1).SubAddress
End Function

Public Function UserName() As String
    UserName = Application.UserName
End Function

' Whether a workbook lies in the folder of a project of HR's, or one below.
Public Function IsOfProject(Book As Workbook) As Boolean
    Dim Folder As String, Depth As Long
    If Book Is Nothing Then Exit Function
    Folder = Book.Path
    If InStr(Folder, "://") > 0 Or IsFar(Folder) Then Exit Function
    For Depth = 0 To 3
        If Folder = "" Then Exit Function
        If IsThere(Folder & Application.PathSeparator & "presales.toml", vbNormal) Then IsOfProject = True: Exit Function
        If InStrRev(Folder, Application.PathSeparator) = 0 Then Exit Function
        Folder = Left(Folder, InStrRev(Folder, Application.PathSeparator) - 1)
    Next Depth
End Function

' Whether a folder lies on a share or a network drive, which may be slow or gone: it is not looked at each time that a
' workbook comes to the front. What a drive is Windows knows without asking it.
Public Function IsFar(Folder As String) As Boolean
    #If Not Mac Then
        IsFar = True
        If Left(Folder, 2) = "\\" Then Exit Function
        On Error GoTo Failed
        With CreateObject("Scripting.FileSystemObject")
            IsFar = Not (.Drives(.GetDriveName(Folder)).DriveType = 1 Or .Drives(.GetDriveName(Folder)).DriveType = 2)
        End With
Failed:
        PassEsc Err.Number
    #End If
End Function

' Whether there is a file, or a folder. Dir would not do on Windows: it takes what is not of the code page for any character.
Public Function IsThere(Place As String, Kind As Long) As Boolean
    On Error GoTo Failed
    #If Mac Then
        IsThere = Dir(Place, Kind) <> ""
    #Else
        With CreateObject("Scripting.FileSystemObject")
            If Kind = vbDirectory Then IsThere = .FolderExists(Place) Else IsThere = .FileExists(Place)
        End With
    #End If
Failed:
    PassEsc Err.Number
End Function
