Attribute VB_Name = "Presales"
' The buttons of the ribbon. Nothing is calculated here: a click asks Python, and Python answers.
' ASCII only: the project's code page is 1252, so words that people read stand on the add-in's own sheet.
Option Explicit

Private Ribbon As IRibbonUI
Private Events As PresalesEvents

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

' onAction of every button: its tag names the command.
Public Sub PresalesRun(Control As IRibbonControl)
    Select Case Control.Tag
        Case "every command of ribbon.yaml"  ' listed here when the add-in is built
            AskPython Control.Tag
    End Select
End Sub

' What Python itself has to say, it says; here is said what keeps it from being asked.
Private Sub AskPython(Command As String)
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then
        Tell Word("NO_WORKBOOK")
    ElseIf Not IsSetUp() Then
        Tell Word("NOT_SET_UP")
    Else
        RunPython "from presales_xl.addin.at_excel import run; run('" & Command & "')"
    End If
    Exit Sub
Failed:
    Tell Word("FAILED") & vbNewLine & vbNewLine & Err.Description
End Sub

Public Function IsOurs(Book As Workbook) As Boolean
    Dim Mark As Object
    If Book Is Nothing Then Exit Function
    On Error Resume Next
    Set Mark = Book.Worksheets("_presales")
    IsOurs = Not Mark Is Nothing
End Function

' Without an interpreter of its own the add-in would start whatever "python" happens to be.
Private Function IsSetUp() As Boolean
    #If Mac Then
        IsSetUp = GetConfig("INTERPRETER_MAC") <> ""
    #Else
        IsSetUp = GetConfig("INTERPRETER_WIN") <> ""
    #End If
End Function

Private Function Word(Key As String) As String
    Dim Row As Long
    With ThisWorkbook.Worksheets(PROJECT_NAME & ".conf")
        For Row = 1 To .UsedRange.Rows.Count
            If .Cells(Row, 1).Value = Key Then Word = .Cells(Row, 2).Value
        Next Row
    End With
End Function

Private Sub Tell(Message As String)
    MsgBox Message, vbExclamation, Word("TITLE")
End Sub
