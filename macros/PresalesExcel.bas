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
    Shell.CurrentDirectory = Folder
    Set StartedPython = Shell.Exec("""" & Program & """ -B -P -m presales_xl.addin.click " & Command & " " & CStr(Application.Hwnd))
    Shell.CurrentDirectory = Before
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
End Sub

' Whether Python shows a question now: it says so in the status bar.
Public Function IsAsking() As Boolean
    IsAsking = CStr(Application.StatusBar) = Word("ASKING")
End Function

' Sheets that are selected together cannot be protected again, and each entry goes to all of them.
Public Sub Ungroup()
    On Error Resume Next
    If ActiveWindow.SelectedSheets.Count > 1 Then ActiveSheet.Select
End Sub

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

' A folder that is chosen, with a separator behind it, "" for none. A Mac has no dialog for folders: beside the workbook.
Public Function ChosenFolder(Book As Workbook) As String
    #If Mac Then
        ChosenFolder = FolderOf(Book)
    #Else
        With Application.FileDialog(4)  ' msoFileDialogFolderPicker
            .InitialFileName = FolderOf(Book)
            If .Show = -1 Then ChosenFolder = .SelectedItems(1)
        End With
        If ChosenFolder <> "" And Right(ChosenFolder, 1) <> "\" Then ChosenFolder = ChosenFolder & "\"
    #End If
End Function

' The file for HR's copy: in the folder of returns, which the workbook names and whoever submits is asked about, else
' beside the workbook. A file that is there already is never overwritten. "" where there is no place.
Public Function CopyFor(Book As Workbook, Returns As String, Name As String) As String
    Dim Folder As String, Number As Long, Suffix As String
    Folder = FolderOf(Book)
    If Returns <> "" Then
        If Agreed(Replace(Word("ASK_RETURNS"), "%1", Returns)) Then
            If IsThere(Returns, vbDirectory) Then
                Folder = Returns & Application.PathSeparator
            Else
                Tell Replace(Word("UNREACHABLE"), "%1", Returns)
            End If
        End If
    End If
    Suffix = Mid(Book.Name, InStrRev(Book.Name, "."))
    CopyFor = Folder & Name & Suffix
    Number = 1
    Do While IsThere(CopyFor, vbNormal)
        Number = Number + 1
        CopyFor = Folder & Name & "-" & Number & Suffix
    Loop
End Function

' The folder of a workbook on this computer; of one in the cloud or never saved, the user's own.
Private Function FolderOf(Book As Workbook) As String
    FolderOf = Book.Path
    If FolderOf = "" Or InStr(FolderOf, "://") > 0 Then FolderOf = Application.DefaultFilePath
    FolderOf = FolderOf & Application.PathSeparator
End Function

' Whether a workbook lies in the folder of a project of HR's, or one below.
Public Function IsOfProject(Book As Workbook) As Boolean
    Dim Folder As String, Depth As Long
    If Book Is Nothing Then Exit Function
    Folder = Book.Path
    If InStr(Folder, "://") > 0 Then Exit Function
    For Depth = 0 To 3
        If Folder = "" Or Left(Folder, 2) = "\\" Then Exit Function  ' a share may be slow: it is not looked at
        If IsThere(Folder & Application.PathSeparator & "presales.toml", vbNormal) Then IsOfProject = True: Exit Function
        If InStrRev(Folder, Application.PathSeparator) = 0 Then Exit Function
        Folder = Left(Folder, InStrRev(Folder, Application.PathSeparator) - 1)
    Next Depth
End Function

Private Function IsThere(Place As String, Kind As Long) As Boolean
    On Error Resume Next
    IsThere = Dir(Place, Kind) <> ""
End Function
