"""English, as matching needs it: there is no dictionary, so words are known by their stems and a few lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from speechqa.matching.languages import en_synonyms
from speechqa.matching.languages.model import (
    CONTENT,
    FUNCTION,
    PARTICLE,
    QUESTION,
    Cues,
    Language,
    Numerals,
    Questions,
    WordForm,
    groups,
    sides,
    words,
)
from speechqa.matching.languages.unknown import stemmer

_stem = stemmer("en")
_QUESTION_WORDS = words("who whom whose what which when where why how")
_PARTICLES = words(
    "a an the of to in on at for from by with and or but so as if than then just please well oh into about off up down "
    "out over too also"
)
_FUNCTION_WORDS = words(
    "i you he she it we they me him her us them my your his its our their this that these those there here am is are "
    "was were be been being do does did done have has had will would shall should can could may might must not no yes "
    "any some all one very let us"
)
# Irregular forms that a stemmer can't know.
_IRREGULAR = {
    "am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be", "has": "have",
    "had": "have", "does": "do", "did": "do", "done": "do", "said": "say", "told": "tell", "spoke": "speak",
    "spoken": "speak", "sent": "send", "paid": "pay", "bought": "buy", "came": "come", "went": "go", "gone": "go",
    "got": "get", "gave": "give", "given": "give", "took": "take", "taken": "take", "made": "make", "heard": "hear",
    "knew": "know", "known": "know", "thought": "think", "found": "find", "left": "leave", "met": "meet",
    "could": "can", "would": "will", "should": "shall", "might": "may", "men": "man", "women": "woman",
    "people": "person", "children": "child", "better": "good", "best": "good", "cheaper": "cheap", "booked": "book",
}  # fmt: skip

NAMES = words(
    "aaron abigail adam adrian alan albert alex alexander alexandra alice alison amanda amber amy andrea andrew andy "
    "angela ann anna anne anthony antonio april arthur ashley barbara becky ben benjamin beth betty beverly bill billy "
    "bob bobby brad bradley brandon brenda brian bruce bryan caitlin cameron carl carla carlos carol caroline carolyn "
    "catherine cathy charles charlie charlotte chelsea cheryl chloe chris christian christina christine christopher "
    "cindy claire clara colin connor craig crystal cynthia daisy dan daniel danielle danny darren dave david dawn dean "
    "deborah debra denise dennis derek diana diane donald donna dorothy doug douglas dylan edward eileen elaine "
    "eleanor elizabeth ella ellen ellie emily emma eric erica erin ethan eva evelyn fiona frances francis frank fred "
    "gabriel gareth gary gavin gemma geoff george gerald gina gloria gordon grace graham greg gregory hannah harold "
    "harry hayley heather helen henry holly howard hugh ian isaac isabel isabella ivan jack jackie jacob jacqueline "
    "jade jake james jamie jan jane janet janice jason jay jean jeff jeffrey jenna jennifer jenny jeremy jerry jesse "
    "jessica jill jim jimmy joan joanna joanne joe joel john johnny jon jonathan jordan jose joseph josh joshua joyce "
    "juan judith judy julia julian julie justin karen kate katherine kathleen kathryn katie kayla keith kelly ken "
    "kenneth kerry kevin kim kimberly kirsty kyle larry laura lauren lawrence leah lee leo leon leslie lewis liam lily "
    "linda lindsay lisa logan lori louis louise lucas lucy luis luke lynn madison marcus margaret maria marie marilyn "
    "mario marion martha martin mary mason matt matthew maureen megan melanie melissa mia michael michelle miguel mike "
    "mitchell mohammed molly monica morgan nancy naomi natalie natasha nathan neil nicholas nick nicola nicole nigel "
    "nina noah nora norman oliver olivia oscar owen paige pamela patricia patrick paul paula pauline peter phil philip "
    "phillip rachel ralph raymond rebecca richard rick rita rob robert robin roger ron ronald rory rosa ross roy "
    "russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sebastian sharon shaun sheila shirley "
    "simon sofia sophia sophie stacey stan stanley stephanie stephen steve steven stewart stuart susan suzanne sylvia "
    "tara taylor teresa terry thomas tiffany tim timothy tina toby todd tom tony tracey tracy tyler valerie vanessa "
    "veronica victor victoria vincent virginia vivian walter wanda warren wayne wendy william yvonne zach zachary zoe"
)


@lru_cache(maxsize=100_000)
def form_of(word: str) -> WordForm:
    """Stem and weight of a word."""
    lemma = _stem(_IRREGULAR.get(word, word))
    if word in _QUESTION_WORDS:
        weight = QUESTION
    elif word in _PARTICLES:
        weight = PARTICLE
    else:
        weight = FUNCTION if word in _FUNCTION_WORDS else CONTENT
    return WordForm(frozenset({lemma}), weight, is_name=word in NAMES)


@lru_cache(maxsize=100_000)
def sound_of(word: str) -> str:
    """A rough phonetic key: silent letters dropped, letters that sound alike made one, vowels inside made one."""
    key = word
    for written, spoken in _SPELLINGS:
        key = key.replace(written, spoken)
    key = key[:1] + re.sub(r"[aeiouy]+", "a", key[1:])
    key = re.sub(r"(.)\1+", r"\1", key)
    return key[:-1] if len(key) > 3 and word.endswith("e") and key.endswith("a") else key


def time_at(texts: Sequence[str], place: int) -> int:
    """ "5 pm", "3 oclock", "half past 5", "quarter to 6", "10 30" or "4" after "at", "noon"."""
    text, after = texts[place], texts[place + 1 : place + 4]
    if text in ("noon", "midday", "midnight"):
        return 1
    if (text in ("half", "quarter") or text.isdecimal()) and after[:1] in (["past"], ["to"]) and _hour(after[1:2]):
        return 3
    if not _hour([text]):
        return 0
    minutes = 1 if after and after[0].isdecimal() and int(after[0]) < 60 else 0
    rest = after[minutes:]
    if rest[:1] in (["am"], ["pm"], ["oclock"]):
        return 2 + minutes
    if rest[:2] in (["a", "m"], ["p", "m"]):
        return 3 + minutes
    before = texts[place - 1] if place else ""
    return 1 + minutes if before in ("at", "by", "until", "till", "around") else 0


def _hour(texts: Sequence[str]) -> bool:
    return bool(texts) and texts[0].isdecimal() and int(texts[0]) <= 24


_SPELLINGS = (
    ("ough", "o"), ("igh", "i"), ("kn", "n"), ("wr", "r"), ("ph", "f"), ("ck", "k"), ("qu", "kw"), ("x", "ks"),
    ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("wh", "w"), ("dge", "j"), ("ge", "je"),
)  # fmt: skip
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

ENGLISH = Language(
    code="en",
    form_of=form_of,
    sound_of=sound_of,
    numerals=Numerals(
        values={
            **{word: number for number, word in enumerate(_UNITS)},
            **{word: 10 + number for number, word in enumerate(_TEENS)},
            **{word: 20 + 10 * number for number, word in enumerate(_TENS)},
        },
        hundred=words("hundred"),
        thousand=words("thousand grand"),
        joiners=words("and"),
        and_a_half=("and", "a", "half"),
        currency=words("dollars dollar pounds pound euros euro"),
        doubtful=words("one"),
    ),
    time_at=time_at,
    contractions={
        "i'm": "i am", "you're": "you are", "we're": "we are", "they're": "they are", "he's": "he is",
        "she's": "she is", "it's": "it is", "that's": "that is", "what's": "what is", "where's": "where is",
        "who's": "who is", "how's": "how is", "there's": "there is", "here's": "here is", "let's": "let us",
        "i've": "i have", "you've": "you have", "we've": "we have", "they've": "they have", "i'd": "i would",
        "you'd": "you would", "we'd": "we would", "i'll": "i will", "you'll": "you will", "we'll": "we will",
        "they'll": "they will", "it'll": "it will", "that'll": "that will", "don't": "do not", "doesn't": "does not",
        "didn't": "did not", "won't": "will not", "can't": "can not", "cannot": "can not", "couldn't": "could not",
        "wouldn't": "would not", "shouldn't": "should not", "isn't": "is not", "aren't": "are not",
        "wasn't": "was not", "weren't": "were not", "haven't": "have not", "hasn't": "has not", "o'clock": "oclock",
        "gonna": "going to", "wanna": "want to", "ok": "okay", "nothing": "not anything", "nobody": "not anybody",
    },
    negations=words("not never non"),
    refuted=words("no"),
    answered=words("thank thanks sorry wait hello hi okay"),
    without=words("without"),
    offering=frozenset(_stem(word) for word in words("give have do provide make accept take include arrange")),
    sides=sides(
        who=("i we", "you"),
        whom=("me us", "you"),
        whose=("my our mine ours", "your yours"),
        having=("with", "without"),
        when=("before", "after"),
        way=("in", "out"),
        switch=("on", "off"),
    ),
    prefixes=words("in ex im over under up down out"),
    denying=words("un in im ir dis non"),
    symbols={"%": "percent", "£": "pounds", "$": "dollars", "€": "euros"},
    emphasis=words("only just you"),
    fillers=frozenset({"well", "just", "like", "actually", "basically", "you know", "i mean", "sort of", "kind of"}),
    hesitation=re.compile(r"u+h+m*|u+m+|e+r+m?|h+m+|m{2,}|a+h+"),
    speech=frozenset(
        _stem(word)
        for word in words("say tell speak ask mention promise explain offer suggest introduce greet")
    ),
    own=words("i we"),
    others=words("you he she they somebody someone colleague"),
    forgetting=words("forget forgot"),
    questions=Questions(
        words=_QUESTION_WORDS,
        weak=words("what when where who how why which"),
        joining=words("when what where"),
        fixed=words("ever"),
        openers=words(
            "so and but or okay well right then now great sure alright please sorry in on at for to by from with about "
            "oh yes no thanks"
        ),
        joiners=words("and"),
        embedding=words("know see tell check explain show understand depend find sure"),
        requests=frozenset(),
        fronted=words("do does did is are was were can could would will have has may shall should am"),
        inverted=True,
        listener=words("you your"),
        asked=words("you your i we it there that this he she they any the"),
        hedges=words("if because although unless while since"),
        tags=words("right correct"),
        chatter=words("hello yes no okay right sure hi yeah really"),
    ),
    cues=Cues(
        manager=(
            "my name is {name}", "may i have your name", "what is your name", "your phone number", "your full name",
            "i can offer you", "we can offer", "shall i book you", "book you in", "what time suits you", "which day",
            "for how many", "would you like", "anything else i can help", "i will send you", "let me check",
            "one moment please", "we have", "i understand", "i am sorry to hear", "we look forward", "have a nice day",
            "can i take your",
        ),
        customer=(
            "how much is it", "how much does it cost", "how much", "i would like to book", "do you have",
            "are you open", "that is expensive", "too expensive", "any discount", "let me think", "i need to think",
            "i need", "who is calling", "not interested", "can i book", "i have a", "my booking", "i was told",
        ),
        company=(
            "how can i help you", "how may i help", "thank you for calling", "please hold the line", "you have reached",
            "your call is important", "this call is recorded", "{name} speaking",
        ),
        caller=(
            "i am calling from", "calling you about", "is it a good time", "we offer", "your enquiry",
            "who is responsible for",
        ),
        courtesy=(
            "good morning", "good afternoon", "hello", "goodbye", "bye", "thank you", "my name is",
        ),
        answering=("hello", "yes"),
        you=words("you your yours"),
        me=words("i me mine my"),
    ),
    assent=words("yes yeah yep uh huh mhm mm hmm okay ok right sure"),
    courtesies=words(
        "hello hi hey good morning afternoon evening day goodbye bye thanks thank please yes no okay ok sure sorry "
        "this is my name speaking here from calling manager a the"
    ),
    synonyms=groups(en_synonyms.WORDS, lambda word: form_of(word).lemmas),
    sayings=en_synonyms.SAYINGS,
    introductions=("my name is {name}", "this is {name} speaking", "{name} speaking", "{name} here"),
)  # fmt: skip
