"""What LibreOffice is asked to do with the add-in: load it with its macros, and call them.

Run by LibreOffice's Python, see presales_xl.office. LibreOffice 7.4 shows no ribbon of Office's, and tells macros
nothing of other workbooks becoming active. It compiles a library as a whole, and neither of xlwings' modules, so
stand-ins take their place before the first call, and that of what the buttons do without Python. It runs the lines for
the Mac, too. The callbacks are ours as they stand in the file.
"""

import re
from pathlib import Path
from typing import Any

import uno

from presales_xl.office.bridge.session import Session, properties

#: LibreOffice does not know the content type of add-ins, so the filter is named.
FILTER = "Calc MS Excel 2007 VBA XML"
ALWAYS_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
MODULE, CLASS = 1, 2  # com.sun.star.script.ModuleType

XLWINGS = """Option VBASupport 1
Public Const PROJECT_NAME As String = "presales_xl"
Public Interpreter As String
Public Hindrance As String
Public Asked As String
Public Said As String
Public Refreshed As Integer

Public Function RunPython(PythonCommand As String)
End Function

Public Function GetConfig(Key As String) As Variant
    If Left(Key, 12) = "INTERPRETER_" Then GetConfig = Interpreter
End Function
"""
EXCEL = """Option VBASupport 1
Public Function StartedPython(Python As String, Command As String) As Object
    Dim Running As New Process
    If Hindrance <> "" Then Err.Raise 5, , Hindrance
    Asked = Command
    Running.Status = 1
    Set StartedPython = Running
End Function
Public Function Box(Message As String, Kind, Title As String) As Long
    Said = Said & Title & ": " & Message
    Box = 7
End Function
Public Sub LookLater()
End Sub
Public Function LeftBehind() As String
End Function
Public Sub Pause()
End Sub
Public Sub Working(IsOn As Boolean)
End Sub
Public Sub Progress(Words As String)
End Sub
Public Function IsAsking() As Boolean
End Function
Public Sub Ungroup()
End Sub
Public Function IsOfProject(Book) As Boolean
End Function
"""
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
    Said = ""
    PresalesRun Control
    Click = Asked & Chr(9) & Said
End Function

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


def load_addin(session: Session, file: str) -> int:
    """Open the add-in with its macros and the stand-ins, and return its number."""
    options = properties(MacroExecutionMode=ALWAYS_MACROS, FilterName=FILTER)
    document = session.desktop.loadComponentFromURL(Path(file).resolve().as_uri(), "_blank", 0, options)
    if document is None:
        raise OSError(f"LibreOffice did not open {file}")
    library = document.BasicLibraries.getByName("VBAProject")
    library.replaceByName("xlwings", XLWINGS)
    library.replaceByName("Dictionary", "Option VBASupport 1\nOption ClassModule\n")
    alone = library.getByName("PresalesAlone")
    functions = re.findall(r"^Public Function \w+\(.*\) As String", alone.replace(" As Workbook", ""), re.MULTILINE)
    library.replaceByName("PresalesAlone", "".join(f"{each}\nEnd Function\n" for each in functions))
    library.replaceByName("PresalesExcel", EXCEL)
    classes = {"IRibbonControl": CONTROL, "IRibbonUI": RIBBON, "Process": PROCESS}
    for name, kind, code in (*((name, CLASS, code) for name, code in classes.items()), ("Hand", MODULE, HAND)):
        info = uno.createUnoStruct("com.sun.star.script.ModuleInfo")
        info.ModuleType = kind
        library.insertModuleInfo(name, info)
        library.insertByName(name, code)
    return session.keep(document)


def call(session: Session, document: int, function: str, arguments: Any) -> Any:
    """Call a function of the module Hand and return what it answers."""
    place = f"vnd.sun.star.script:VBAProject.Hand.{function}?language=Basic&location=document"
    script = session.documents[document].getScriptProvider().getScript(place)
    return script.invoke(tuple(arguments), (), ())[0]


OPERATIONS = {"load_addin": load_addin, "call": call}
