"""The add-in's VBA in an interpreter of VBA with Excel's object model (pyOpenVBA): clicks where there is no Python.

It is the built add-in that runs. The interpreter reads neither xlwings' modules nor WithEvents, and has no files,
printers and dialogs of Excel's (SaveCopyAs, ExportAsFixedFormat, PrintOut, FileDialog, Dir). So two modules are stood
in for: xlwings', and PresalesExcel, which asks Excel for these and for nothing else. They write down what they are
asked; a copy is saved by the interpreter's own writer.
"""

import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from presales_xl.addin.addin_file import built, sources
from presales_xl.addin.places import NAME
from presales_xl.texts import Lang, text
from tests.addin import interpreter

_XLWINGS = """
Public Const PROJECT_NAME = "presales_xl"
Public Interpreter As String
Public Hindrance As String
Public Turns As Long
Public There As String
Public Help As String
Public HrIs As String
Public Function RunPython(PythonCommand As String) As Variant
    Debug.Print "run " & PythonCommand
    If Hindrance <> "" Then Err.Raise 53, , Hindrance
End Function
Public Function GetConfig(Key As String) As Variant
    If Left(Key, 12) = "INTERPRETER_" Then GetConfig = Interpreter
    If Key = "HELP" Then GetConfig = Help
    If Key = "HR" And HrIs = "error" Then Err.Raise 62
    If Key = "HR" Then GetConfig = HrIs
End Function
"""
_PROCESS = """
Public ExitCode As Long
Public Property Get Status() As Long
    Status = IIf(Turns > 0, 0, 1)
End Property
Public Property Get StdErr() As Object
    Set StdErr = Me
End Property
Public Function ReadAll() As String
    ReadAll = "ModuleNotFoundError"
End Function
Public Sub Terminate()
    Debug.Print "terminated"
End Sub
"""
_EXCEL = """
Public Folder As String
Public Code As Long
Public Asking As Boolean
Public Status As String
Public Full As String
Public Guarded As Boolean
Public IsSecret As Boolean
Public IsOld As Boolean
Public IsWriting As Boolean
Public Sub Loosen()
    Dim Sheet As Worksheet
    For Each Sheet In ActiveWorkbook.Worksheets
        Sheet.Unprotect
    Next Sheet
End Sub
Public Function StartedPython(Python As String, Command As String) As Object
    Dim Running As New Process
    If Hindrance <> "" Then Err.Raise 5, , Hindrance
    Debug.Print "python " & Command
    If IsWriting Then Loosen
    Running.ExitCode = Code
    Set StartedPython = Running
End Function
Public Sub LookLater()
    Debug.Print "later"
End Sub
Public Remains As String
Public Function LeftBehind() As String
    LeftBehind = Remains
    Remains = ""
End Function
Public IsSwitched As Boolean
Public Sub SwitchBooks()
    IsSwitched = True
End Sub
Public Emptied As String
Public IsToEnd As Boolean
Public IsToShow As Boolean
Public Sub Meanwhile(Ending As Boolean, Showing As Boolean)
    IsToEnd = Ending
    IsToShow = Showing
End Sub
Public Function Box(Message As String, Kind As Long, Title As String) As Long
    Box = MsgBox(Message, Kind, Title)
    If Emptied <> "" Then ActiveWorkbook.Worksheets("工程师").Range(Emptied).ClearContents
    If IsToEnd Then Turns = 0
    If IsToShow Then Asking = True
    If IsToShow Then Turns = 3
    If IsSwitched Then Workbooks.Add
    IsSwitched = False
End Function
Public Sub Pause()
    Turns = Turns - 1
End Sub
Public Sub Working(IsOn As Boolean)
    Debug.Print IIf(IsOn, "busy", "idle")
End Sub
Public Function IsAsking() As Boolean
    IsAsking = Asking
End Function
Public Sub Ungroup()
End Sub
Public Sub Progress(Words As String)
    Status = Words
    On Error Resume Next
    Err.Raise 438  ' a program that has no such property
End Sub
Public Sub Undisturbed(IsOn As Boolean)
    Guarded = IsOn
End Sub
Public Function IsOfProject(Book As Workbook) As Boolean
    IsOfProject = Folder = ""
End Function
Public Function IsPlain(Book As Workbook) As Boolean
    IsPlain = Not IsOld
End Function
Public Function HasPassword(Book As Workbook) As Boolean
    HasPassword = IsSecret
End Function
Public IsCommon As Boolean
Public Function IsShared(Book As Workbook) As Boolean
    IsShared = IsCommon
End Function
Public Signs As String
Public Function NumberSign(Which As Long) As String
    NumberSign = Mid(Signs & ".,", Which - 2, 1)
End Function
Public IsShownOnly As Boolean
Public Function IsRounded(Book As Workbook) As Boolean
    IsRounded = IsShownOnly
End Function
Public Sub SaveCopy(Book As Workbook, File As String)
    If Full = "Esc" And Not Guarded Then Err.Raise 18
    If Full <> "" And InStr(File, Full) > 0 Then Err.Raise 1004
    Debug.Print "copy " & File
    Book.SaveAs File
End Sub
Public Sub SavePdf(Sheet As Object, File As String)
    If Full = "Esc" Then Err.Raise 18
    If Full <> "" And InStr(File, Full) > 0 Then Err.Raise 1004
    Debug.Print "pdf " & Sheet.Range("B2").Value & " > " & File
End Sub
Public Sub PrintSheet(Sheet As Object)
    Debug.Print "print " & Sheet.Range("B2").Value
End Sub
Public Function IsHidden(Cell As Object) As Boolean
    IsHidden = Cell.EntireColumn.Hidden  ' how high a row is that somebody typed into cannot be told
End Function
Public Function ChosenFolder(Proposed As String) As String
    ChosenFolder = Folder
End Function
Public Function Moment() As String
    Moment = Format(Now, "yyyy-mm-dd") & "T" & Format(Now, "hh\\:nn\\:ss") & "Z"
End Function
Public Function OwnFolder() As String
    OwnFolder = "/own"
End Function
Public Function Separator() As String
    Separator = "/"
End Function
Public Function ListOf(Cell As Object) As String
    ListOf = Cell.Validation.Formula1
End Function
Public Function KeepsToRule(Cell As Range) As Boolean
    KeepsToRule = True
    On Error GoTo Failed
    KeepsToRule = Cell.Validation.Value
Failed:
    PassEsc Err.Number
End Function
Public Function LinkOf(Cell As Range) As String
    If Cell.Hyperlinks.Count > 0 Then LinkOf = Cell.Hyperlinks(1).SubAddress
End Function
Public Function UserName() As String
    UserName = Application.UserName
End Function
Public Function IsThere(Place As String, Kind As Long) As Boolean
    IsThere = InStr(There, "|" & Place & "|") > 0
End Function
Public Function IsFar(Folder As String) As Boolean
    IsFar = Left(Folder, 2) = "//"
End Function
Public Sub OpenPage(File As String)
    If Full <> "" And InStr(File, Full) > 0 Then Err.Raise 1004
    Debug.Print "page " & File
End Sub
"""
_HAND = """
Public Sub Wait(Times As Long, Ending As Long, IsQuestion As Boolean)
    Turns = Times
    Code = Ending
    Asking = IsQuestion
End Sub
Public Sub SetUp(Python As String, Obstacle As String, Place As String)
    Interpreter = Python
    Hindrance = Obstacle
    Folder = Place
End Sub
Public Sub Surround(Files As String, Unwritable As String, Pages As String)
    There = Files
    Full = Unwritable
    Help = Pages
End Sub
Public Sub Leave(Words As String)
    Remains = Words
End Sub
Public Sub Write()
    IsWriting = True
End Sub
Public Function Guards() As String
    Dim Sheet As Worksheet
    For Each Sheet In ActiveWorkbook.Worksheets
        Guards = Guards & Sheet.Name & " " & Sheet.ProtectContents
        With Sheet.Protection
            If Sheet.ProtectContents And Sheet.Name <> "_presales" Then
                Guards = Guards & " " & .AllowFiltering & .AllowFormattingColumns & .AllowFormattingRows & .AllowSorting
            End If
        End With
        Guards = Guards & vbLf
    Next Sheet
End Function
Public Sub SayOfHr(Setting As String)
    HrIs = Setting
End Sub
Public Sub Encrypt()
    IsSecret = True
End Sub
Public Sub ShareInTheOldWay()
    IsCommon = True
End Sub
Public Sub WriteNumbersWith(DecimalAndThousands As String)
    Signs = DecimalAndThousands
End Sub
Public Sub EmptyDuringBoxes(Cell As String)
    Emptied = Cell
End Sub
Public Sub KeepAsXls()
    IsOld = True
End Sub
Public Sub RoundAll(IsOn As Boolean)
    IsShownOnly = IsOn
End Sub
Public Function InStatusBar() As String
    InStatusBar = Status
End Function
Public Function IsSaved() As Boolean
    IsSaved = ActiveWorkbook.Saved
End Function
Public Sub Pick(Sheet As String, Cell As String)
    ActiveWorkbook.Worksheets(Sheet).Activate
    ActiveWorkbook.Worksheets(Sheet).Range(Cell).Select
End Sub
Public Function Picked() As String
    Picked = ActiveSheet.Name & " " & Selection.Address(False, False)
End Function
Public Function IsForHr() As Boolean
    Dim Control As New Tagged, Answer As Variant
    PresalesForHr Control, Answer
    IsForHr = Answer
End Function
Public Sub Click(Tag As String)
    Dim Control As New Tagged
    Control.Tag = Tag
    PresalesRun Control
End Sub
"""

_built = cache(built)
YES, NO = 6, 7
HIDDEN = 'ActiveWorkbook.Worksheets("_presales")'
ROLE = 'ActiveWorkbook.Worksheets("工程师")'
CHECKS = 'ActiveWorkbook.Worksheets("检查")'
FORM = 'ActiveWorkbook.Worksheets("考核表")'


def said(key: str, *fields: str) -> str:
    """Return what the buttons say in Chinese, with what stands for %1 and %2 in it."""
    words = text("zh", f"addin.say.{key}")
    for number, field in enumerate(fields, 1):
        words = words.replace(f"%{number}", field)
    return words


class Excel:
    """Excel with the add-in and a workbook open; without Python unless told otherwise."""

    def __init__(self, folder: Path, lang: Lang) -> None:
        addin = folder / NAME
        addin.write_bytes(_built(lang))
        self.app = interpreter.opened(addin)
        for name, code in (("xlwings", _XLWINGS), ("PresalesExcel", _EXCEL), ("Hand", _HAND)):
            self.app.add_module(code, name=name)
        self.app.add_module(_PROCESS, name="Process", kind="class")
        self.app.add_module("Public Tag As String\n", name="Tagged", kind="class")
        self.folder = folder
        self.set_up()

    def set_up(self, python: str = "", hindrance: str = "") -> None:
        """Say which Python the add-in knows, and what keeps it from being started."""
        self.app.run("SetUp", python, hindrance, f"{self.folder}/")

    def surround(self, *there: str, unwritable: str = "", pages: str = "") -> None:
        """Say which files and folders there are, in which names nothing can be saved, and where the help lies."""
        self.app.run("Surround", f"|{'|'.join(there)}|", unwritable, pages)

    def do(self, code: str) -> None:
        """Do with the active workbook what somebody may do to it, in VBA; its sheets are not protected any more."""
        loose = "Dim Sheet As Object\nFor Each Sheet In ActiveWorkbook.Worksheets\nSheet.Unprotect\nNext\n"
        self.app.add_module(f"Public Sub Harm()\n{loose}{code}\nEnd Sub\n", name="Harm_")
        self.app.run("Harm")

    def python_ends(self, after: int, code: int = 0, *, asking: bool = False) -> None:
        """Say after how many looks Python is done, how it ends, and whether it asks something meanwhile."""
        self.app.run("Wait", after, code, asking)

    def python_meanwhile(self, does: str) -> None:
        """Let Python have ended (`ends`), or have shown its answer (`shows`), when a question has been answered."""
        self.app.run("Meanwhile", does == "ends", does == "shows")

    def python_writes(self) -> None:
        """Let Python begin to write into the workbook, for which it takes the protection off."""
        self.app.run("Write")

    def guards(self) -> str:
        """Return which sheets are protected, and what each allows."""
        return str(self.app.run("Guards"))

    def on_mac(self) -> None:
        """Compile the lines for the Mac, where Python works beside Excel."""
        self.app.add_module(
            sources()["Presales"].replace("Option Explicit", "#Const Mac = True\r\nOption Explicit"), name="Presales"
        )

    def look(self, left_behind: str) -> str:
        """Let xlwings look what Python left behind on a Mac; return the last message since."""
        self.app.dialogs.clear()
        self.app.console.clear()
        self.app.run("Leave", left_behind)
        self.app.run("PresalesLook")
        return str(self.app.dialogs[-1][1]) if self.app.dialogs else ""

    def impatient(self, limit: str = "PATIENCE = 60") -> None:
        """Let the time limit of a click be over at once."""
        self.change("Presales", limit, f"{limit.partition(' = ')[0]} = 0")

    def change(self, module: str, line: str, other: str) -> None:
        """Put something else in the place of what stands once in a module of the macros."""
        code = sources()[module]
        assert code.count(line) == 1, line
        self.app.add_module(code.replace(line, other), name=module)

    def set_precision_as_displayed(self, *, on: bool) -> None:
        """Have Excel round what the active workbook holds to what its cells show, or not."""
        self.app.run("RoundAll", on)

    def open(self, file: Path) -> None:
        """Open a copy of a workbook, which becomes the active one."""
        copy = self.folder / file.name
        if copy != file:
            shutil.copyfile(file, copy)
        self.app.activate_workbook(interpreter.with_its_values(self.app.open_workbook(copy)))

    def pick(self, sheet: str, cell: str) -> None:
        """Select a cell."""
        self.app.run("Pick", sheet, cell)

    def picked(self) -> str:
        """Return sheet and address of what is selected."""
        return str(self.app.run("Picked"))

    @property
    def in_status_bar(self) -> str:
        """Return what VBA says in the status bar, "" for what Excel says itself."""
        return str(self.app.run("InStatusBar"))

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Type into a cell."""
        self.app.sheet(sheet).set_value(cell, value)

    def shown(self, sheet: str, cell: str) -> Any:
        """Return what stands in a cell."""
        return self.app.sheet(sheet).value(cell)

    def click(self, tag: str, answers: Sequence[int] = ()) -> str:
        """Click a button and return its last message; `answers` to its questions are 6 (yes), 7 (no), 2 (cancel)."""
        self.app.dialogs.clear()
        self.app.console.clear()
        self.app.answer_dialogs(*answers)
        self.app.run("Click", tag)
        return str(self.app.dialogs[-1][1]) if self.app.dialogs else ""

    @property
    def done(self) -> list[str]:
        """Return what Excel was asked to save, print or start since the last click."""
        return list(self.app.console)


def with_team(place: Path, team: Callable[[Path], object]) -> Excel:
    """Return Excel with a workbook open that `team` writes into a folder as team.xlsx."""
    (place / "team").mkdir()
    team(place / "team")
    excel = Excel(place, "zh")
    excel.open(place / "team" / "team.xlsx")
    return excel
