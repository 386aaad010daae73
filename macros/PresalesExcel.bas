Attribute VB_Name = "PresalesExcel"
' What the buttons without Python ask of Excel itself: files, printers, dialogs. Apart, so that tests can stand in for it.
Option Explicit

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

Private Function IsThere(Place As String, Kind As Long) As Boolean
    On Error Resume Next
    IsThere = Dir(Place, Kind) <> ""
End Function
