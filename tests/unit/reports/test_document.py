"""The PDF's text is read back; quotes in every script must be there as characters and drawn as glyphs."""

import io
import re
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from qa_service.reports import document

HOSTILE = 'Give #account *number* _now_ <script>alert("x")</script> $x$ @label \\n `code` //c'


def text_of(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def fonts_of(pdf):
    names = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():  # pyright: ignore[reportAttributeAccessIssue]
            names.add(str(font.get_object()["/BaseFont"]))
    return names


@pytest.mark.parametrize(
    ("quote", "language", "font"),
    [
        ("I'm so sorry your card is gone", "en", "NotoSans-Regular"),
        ("Rozumiem, że po trzech próbach jest Pan zły. Źdźbło", "pl", "NotoSans-Regular"),
        ("Saya mengerti, ini pasti mengecewakan", "id", "NotoSans-Regular"),
        ("非常抱歉让您等了两个星期。", "zh", "NotoSansCJKsc-Regular"),
        ("Ok 😀", "en", "DejaVuSansSymbols"),
        (HOSTILE, "en", "NotoSans-Regular"),
    ],
)
def test_pdf_holds_the_quote(build, centre, quote, language, font):
    moments = [build.moment("A-1", "a", quote=quote, language=language)]
    pdf = document.pdf(build.report(centre, agents="abcdef", moments=moments))
    assert quote in text_of(pdf)
    assert any(font in name for name in fonts_of(pdf))


def test_pdf_draws_arabic(build, centre):
    quote = "أفهم أن الانتظار أسبوعين أمر محبط"
    moments = [build.moment("A-1", "a", quote=quote, language="ar")]
    pdf = document.pdf(build.report(centre, agents="abcdef", moments=moments))
    found = text_of(pdf)
    # Readers give right-to-left runs back in their own order: the letters count.
    assert all(
        sorted(word) in [sorted(other) for other in re.findall(r"[\u0600-\u06ff]+", found)] for word in quote.split()
    )
    assert any("NotoSansArabic" in name for name in fonts_of(pdf))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("plain, ąęłżź, أهلا وسهلا، 您好。 😀 “quoted” – €", []),
        ("한국어 한", ["U+D55C", "U+AD6D", "U+C5B4"]),
        ("\n\t", []),
    ],
)
def test_undrawable(text, missing):
    assert document.undrawable(text) == missing


def test_pdf_says_what_it_cannot_draw(build, centre):
    moments = [build.moment("A-1", "a", quote="한", language="ko")]
    pdf = document.pdf(build.report(centre, agents="abcdef", moments=moments))
    assert "cannot draw U+D55C" in text_of(pdf)


def test_pdf_is_two_to_four_pages_titled_and_repeatable(build, centre):
    moments = [
        build.moment(f"A-{name}{place}", name, met=met, quote=f"{name}{place}{met} said so, at some length. " * 4)
        for name in "ab"
        for place in range(3)
        for met in (True, False)
    ]
    report = build.report(centre, agents="abcdef", moments=moments, exercises={"empathy": "Practise. " * 40})
    pdf = document.pdf(report)
    reader = PdfReader(io.BytesIO(pdf))
    assert 2 <= len(reader.pages) <= 4
    assert reader.metadata is not None
    assert reader.metadata.title == "Coaching report: cards"
    assert pdf == document.pdf(report)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.links += [value for key, value in attrs if key in {"href", "src"}]


def tags_of(page):
    parser = Tags()
    parser.feed(page)
    return parser


def test_html_escapes_what_people_said(build, centre):
    moments = [build.moment("A-1", "a", quote=HOSTILE, opportunity="<img src=x onerror=alert(1)>", link="https://qa/1")]
    page = document.html(build.report(centre, agents="abcdef", moments=moments))
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page
    found = tags_of(page)
    assert not {"script", "img", "link", "iframe"} & set(found.seen)
    assert found.links == ["https://qa/1"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", None, ""])
def test_html_links_only_to_pages(build, centre, link):
    page = document.html(build.report(centre, agents="abcdef", moments=[build.moment("A-1", "a", link=link)]))
    assert tags_of(page).links == []


def test_html_turns_right_to_left_with_the_language(build, centre):
    page = document.html(
        build.report(centre, agents="abcdef", moments=[build.moment("A-1", "a", quote="أهلا", language="ar")])
    )
    assert '<blockquote lang="ar" dir="rtl">أهلا</blockquote>' in page


def test_html_policy_allows_its_own_style(build, centre):
    page = document.html(build.report(centre, agents="abcdef"))
    assert f'content="{document.content_policy()}"'.replace("'", "&#39;") in page
    assert "style=" not in page


def test_both_forms_say_the_same(build, centre):
    report = build.report(
        centre, agents="abcdef", moments=[build.moment("A-1", "a")], instrument="benchmarks@3f2a speech@sphinx-en-us"
    )
    texts = text_of(document.pdf(report)), document.html(report)
    for sentence in (report.summary, report.order, *report.warnings, *report.cautions, report.priorities[0].why):
        for text in texts:
            assert sentence in text


def test_empty_report_renders(build):
    report = build.report(build.analysis({}), agents="")
    assert "Nothing was scored for this team" in text_of(document.pdf(report))
    assert "Nothing was scored for this team" in document.html(report)


def test_markup_in_names_stays_text(build):
    agents = [build.agent("<b>#x*", 0.6), build.agent("d", 0.8)]
    ranks = [build.priority("<b>#x*", 1, 1, 1), build.priority("d", 2, 2, 2)]
    report = build.report(build.analysis({"empathy": build.behaviour(agents)}, ranks), agents=["<b>#x*", "d"])
    assert "<b>#x*: empathy" in text_of(document.pdf(report))
    assert "&lt;b&gt;#x*: empathy" in document.html(report)


@pytest.mark.parametrize(
    ("met", "said", "unsaid"),
    [
        ((), "No moment of this period is sure enough", "No missed moment"),
        ((True,), "No missed moment of this period is sure enough", "No good moment"),
        ((False,), "No good moment of this period is sure enough", "No missed moment"),
        ((True, False), "Under each: moments to talk about", "sure enough"),
    ],
)
def test_says_which_moments_are_not_sure_enough_to_be_quoted(build, centre, met, said, unsaid):
    moments = [build.moment(f"A-{name}{one}", name, met=one, quote=f"{name}{one}") for name in "abcdef" for one in met]
    report = build.report(centre, agents="abcdef", moments=moments)
    assert report.priorities
    for text in (text_of(document.pdf(report)), document.html(report)):
        assert said in text
        assert unsaid not in text
    steps = [one.to_do for one in report.priorities]
    assert all(("Choose two contacts" in step) == (False not in met) for step in steps)


def test_the_glossary_stands_in_two_halves():
    terms = [{"term": "a" * long, "meaning": ""} for long in (30, 10, 10, 10)]
    assert [len(half) for half in document._halves(terms)] == [1, 3]
    assert document._halves([]) == [[], []]
