from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.theory.meter import METERS


def draft_of(*notes):
    return Draft(Melody.from_notes([Note(*n) for n in notes], 16, METERS["4/4"]))


def spans(draft):
    return [(note.start, note.end, note.midi_note) for note in draft.melody().notes]


def test_a_draft_gives_its_melody_back(melody):
    assert Draft(melody).melody() == melody


def test_writing_into_a_draft_leaves_the_melody_alone(melody):
    before = melody.events.tolist()
    Draft(melody).put(0, 8, 72, 100)
    assert melody.events.tolist() == before


def test_a_note_put_into_a_longer_one_ends_where_it_was_told():
    draft = draft_of((0, 16, 60))
    draft.put(4, 8, 67, 90)
    assert spans(draft) == [(0, 4, 60), (4, 8, 67)]


def test_an_onset_moved_earlier_cuts_the_note_before():
    draft = draft_of((0, 8, 60), (8, 12, 62))
    draft.move_onset(8, 6)
    assert spans(draft) == [(0, 6, 60), (6, 12, 62)]


def test_an_onset_moved_later_lets_the_note_before_ring_on():
    draft = draft_of((0, 8, 60), (8, 12, 62))
    draft.move_onset(8, 10)
    assert spans(draft) == [(0, 10, 60), (10, 12, 62)]


def test_a_clip_that_begins_in_silence_begins_with_a_note_off():
    draft = draft_of((0, 4, 60), (10, 12, 62))
    assert draft.clip(8, 12)[0] == [NOTE_OFF, NO_EVENT, 62, NO_EVENT]
    assert draft_of((0, 16, 60)).clip(8, 10)[0] == [NO_EVENT, NO_EVENT]


def test_a_pasted_note_does_not_ring_into_the_rest_that_follows():
    draft = draft_of((0, 2, 60), (12, 16, 64))
    draft.paste(draft.clip(0, 2), 4)
    assert spans(draft) == [(0, 2, 60), (4, 6, 60), (12, 16, 64)]


def test_pasting_past_the_end_is_cut():
    draft = draft_of((0, 8, 60))
    draft.paste(draft.clip(0, 8), 12)
    assert spans(draft) == [(0, 8, 60), (12, 16, 60)]
