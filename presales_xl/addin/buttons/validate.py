"""校验输入: every rule on every input, the list and the marks."""

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.problem_list import list_and_tell, sorted_problems
from presales_xl.addin.ribbon import Ask, Reply


def run(book: Book, ask: Ask) -> Reply:
    """Check all inputs, list what is wrong on 检查 with links, mark the cells, and say how many there are.

    Marks and list of the check before go away. Inputs stay as they are. ProblemsError `workbook.not_ours`.
    """
    opened = OpenBook.read(book)
    checked = opened.review()
    problems = sorted_problems(checked.problems, ask.lang)
    return Reply(list_and_tell(opened, checked, ask.lang), problems[0].severity if problems else "info")
