"""What LibreOffice is asked to do with the add-in: load it with its macros, and call them.

Run by LibreOffice's Python, see presales_xl.office. LibreOffice 7.4 shows no ribbon of Office's, and tells macros
nothing of other workbooks becoming active. It compiles a library as a whole, and neither of xlwings' modules, so
stand-ins take their place before the first call. It knows no `#If`: both sides of one run, but in PresalesExcel, which
is left the side for the Mac that wants nothing of Windows. Ours run as they stand in the file, but for what LibreOffice
has not, see STAND_INS; in the place of `Range.Value2` stands `Value`, which is another one of a date only.
"""

import re
from pathlib import Path
from typing import Any

import uno

from presales_xl.office.bridge.session import OfficeSession, properties

#: LibreOffice does not know the content type of add-ins, so the filter is named.
FILTER = "Calc MS Excel 2007 VBA XML"
ALWAYS_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
MODULE, CLASS = 1, 2  # com.sun.star.script.ModuleType

XLWINGS = """Option VBASupport 1
Public Const PROJECT_NAME As String = "presales_xl"
Public Interpreter As String
Public Hindrance As String
Public Asked As String
Public Messages As String
Public Answers As String
Public Refreshed As Integer

Public Function RunPython(PythonCommand As String)
End Function

Public Function GetConfig(Key As String) As Variant
    GetConfig = ""
    If Left(Key, 12) = "INTERPRETER_" Then GetConfig = Interpreter
End Function
"""
#: In the place of functions of PresalesExcel, by name: what would start a program, wait for somebody or print, and what
#: LibreOffice has not.
STAND_INS = {
    "StartedPython": """
    Dim Running As New Process
    If Hindrance <> "" Then Err.Raise 5, , Hindrance
    Asked = Command
    Running.Status = 1
    Set StartedPython = Running
""",
    "Box": """
    Messages = Messages & Title & ": " & Message & Chr(7)
    Box = 7
    If Answers <> "" Then Box = CLng(Left(Answers, 1))
    Answers = Mid(Answers, 2)
""",
    "LookLater": "",
    "LeftBehind": 'LeftBehind = "ENDED"',
    "Pause": "",
    "PrintSheet": """
    Messages = Messages & "print " & Sheet.Range("B2").Value & Chr(7)
""",
    "OpenPage": "",
    # Format has no minutes by `nn`.
    "Moment": """
    Moment = Format(Now, "yyyy-mm-dd") & "T" & Format(Now, "hh:mm:ss")
""",
    # Application has no UserName.
    "UserName": """
    UserName = "somebody"
""",
    # Validation has no Value: whether LibreOffice would circle the cell, which it does with all invalid ones.
    "KeepsToRule": """
    Dim Sheet As Object, Circle As Long, Place As String
    KeepsToRule = True
    Set Sheet = StarDesktop.CurrentComponent.Sheets.getByName(Cell.Worksheet.Name)
    Place = Sheet.getCellRangeByName(Cell.Address(False, False)).AbsoluteName
    Sheet.showInvalid
    For Circle = 0 To Sheet.DrawPage.Count - 1
        If Sheet.DrawPage.getByIndex(Circle).ShapeType = "com.sun.star.drawing.EllipseShape" Then
            If Sheet.DrawPage.getByIndex(Circle).Anchor.AbsoluteName = Place Then KeepsToRule = False
        End If
    Next Circle
    Sheet.clearArrows
""",
    # Hyperlinks has none of those of a file, which LibreOffice keeps as fields in the text of cells: #'A sheet'.$A$1.
    "LinkOf": """
    Dim Fields As Object
    Set Fields = StarDesktop.CurrentComponent.Sheets.getByName(Cell.Worksheet.Name)
    Set Fields = Fields.getCellRangeByName(Cell.Address(False, False)).TextFields
    If Fields.Count = 0 Then Exit Function
    LinkOf = Fields.getByIndex(0).URL
    LinkOf = Mid(Left(LinkOf, InStrRev(LinkOf, ".") - 1), 2) & "!" & Mid(LinkOf, InStrRev(LinkOf, ".") + 1)
""",
    # Formula1 is in LibreOffice's own spelling, =$Sheet.$A$1:$A$9, and "=" of a cell without any rule.
    "ListOf": """
    With Cell.Validation
        If Left(.Formula1, 2) = "=$" Then ListOf = "=" & Replace(Mid(.Formula1, 3), ".$", "!$")
    End With
""",
    # Application.International says nothing.
    "NumberSign": """
    NumberSign = IIf(Which = 3, ".", ",")
""",
    # A sheet has no ExportAsFixedFormat.
    "SavePdf": """
    Dim Data(0) As New com.sun.star.beans.PropertyValue, Filter(1) As New com.sun.star.beans.PropertyValue
    Data(0).Name = "Selection"
    Data(0).Value = StarDesktop.CurrentComponent.Sheets.getByName(Sheet.Name)
    Filter(0).Name = "FilterName"
    Filter(0).Value = "calc_pdf_Export"
    Filter(1).Name = "FilterData"
    Filter(1).Value = Data()
    StarDesktop.CurrentComponent.storeToURL(ConvertToURL(File), Filter())
""",
    # SaveCopyAs writes the old binary format (.xls), whatever the name.
    "SaveCopy": """
    Dim Filter(0) As New com.sun.star.beans.PropertyValue
    Filter(0).Name = "FilterName"
    Filter(0).Value = "Calc MS Excel 2007 XML"
    StarDesktop.CurrentComponent.storeToURL(ConvertToURL(File), Filter())
""",
}
PROCESS = """Option VBASupport 1
Option ClassModule
Public Status As Long
Public ExitCode As Long
"""
CONTROL = """Option VBASupport 1
Option ClassModule
Public Tag As String
"""
RIBBON = """Option VBASupport 1
Option ClassModule
Public Sub Invalidate()
    Refreshed = Refreshed + 1
End Sub
"""
HAND = """Option VBASupport 1

Public Function Click(Tag As String, Python As String, Obstacle As String) As String
    Dim Control As New IRibbonControl
    Control.Tag = Tag
    Interpreter = Python
    Hindrance = Obstacle
    Asked = ""
    Messages = ""
    PresalesRun Control
    Click = Asked & Chr(9) & Messages
End Function

Public Sub Answer(Buttons As String)
    Answers = Buttons
End Sub

Public Function IsEnabled(Tag As String) As Variant
    Dim Control As New IRibbonControl
    Dim Answer As Variant
    Control.Tag = Tag
    PresalesEnabled Control, Answer
    IsEnabled = Answer
End Function

Public Function RefreshedAfterLoading() As Integer
    Dim Shown As New IRibbonUI
    PresalesLoaded Shown
    Refreshed = 0
    PresalesRefresh
    RefreshedAfterLoading = Refreshed
End Function
"""


def load_addin(session: OfficeSession, file: str) -> int:
    """Open the add-in with its macros and the stand-ins, and return its number."""
    options = properties(MacroExecutionMode=ALWAYS_MACROS, FilterName=FILTER)
    document = session.desktop.loadComponentFromURL(Path(file).resolve().as_uri(), "_blank", 0, options)
    if document is None:
        raise OSError(f"LibreOffice did not open {file}")
    library = document.BasicLibraries.getByName("VBAProject")
    library.replaceByName("xlwings", XLWINGS)
    library.replaceByName("Dictionary", "Option VBASupport 1\nOption ClassModule\n")
    for name in [name for name in library.getElementNames() if name.startswith("Presales")]:
        library.replaceByName(name, library.getByName(name).replace(".Value2", ".Value"))
    library.replaceByName("PresalesExcel", stood_in(library.getByName("PresalesExcel")))
    classes = {"IRibbonControl": CONTROL, "IRibbonUI": RIBBON, "Process": PROCESS}
    for name, kind, code in (*((name, CLASS, code) for name, code in classes.items()), ("Hand", MODULE, HAND)):
        info = uno.createUnoStruct("com.sun.star.script.ModuleInfo")
        info.ModuleType = kind
        library.insertModuleInfo(name, info)
        library.insertByName(name, code)
    return session.keep(document)


def stood_in(code: str) -> str:
    """Return PresalesExcel as it is on a Mac, with the stand-ins in it."""
    code = re.sub(r"^ *#If Not Mac Then\n.*?^ *#End If\n", "", code, flags=re.DOTALL | re.MULTILINE)
    code = re.sub(r"^ *#If Mac Then\n(.*?)^ *#Else.*?^ *#End If\n", r"\1", code, flags=re.DOTALL | re.MULTILINE)
    for name, body in STAND_INS.items():
        (found,) = re.finditer(rf"^Public (Function|Sub) {name}\(.*\n", code, re.MULTILINE)
        code = code[: found.end()] + body + code[code.index(f"\nEnd {found[1]}", found.end()) :]
    return code


def call(session: OfficeSession, document: int, function: str, arguments: Any) -> Any:
    """Call a function of the module Hand and return what it answers."""
    place = f"vnd.sun.star.script:VBAProject.Hand.{function}?language=Basic&location=document"
    script = session.documents[document].getScriptProvider().getScript(place)
    return script.invoke(tuple(arguments), (), ())[0]


OPERATIONS = {"load_addin": load_addin, "call": call}
