Attribute VB_Name = "PresalesHelp"
' The help, and what works without Python.
Option Explicit
Option Private Module

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
    On Error GoTo Failed
    OpenPage Page
    Exit Function
Failed:
    PassEsc Err.Number
    ShowHelp = Filled("HELP_UNOPENED", Page)
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
