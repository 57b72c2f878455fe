"""What is wrong with the voice, told once."""

from display_node.voice.troubles import VoiceReport, VoiceTroubles


def test_only_what_has_changed_is_told() -> None:
    """The same again is silent; another detail takes the first back."""
    told = list[object]()
    troubles = VoiceTroubles(told.append)
    for detail in ("no device", "no device", "unplugged", None, None):
        troubles.report("loudspeaker", detail)
    assert told == [
        VoiceReport(detail="no device", is_wrong=True),
        VoiceReport(detail="no device", is_wrong=False),
        VoiceReport(detail="unplugged", is_wrong=True),
        VoiceReport(detail="unplugged", is_wrong=False),
    ]
    assert "loudspeaker" not in troubles


def test_a_detail_that_two_concerns_share_is_well_when_both_are() -> None:
    """Two languages without a synthesizer are one sentence for the technician."""
    told = list[object]()
    troubles = VoiceTroubles(told.append)
    troubles.report("clips id", "no espeak-ng")
    troubles.report("clips en", "no espeak-ng")
    troubles.report("clips id", None)
    assert told == [VoiceReport(detail="no espeak-ng", is_wrong=True)]
    assert "clips en" in troubles
    troubles.report("clips en", None)
    assert told[-1] == VoiceReport(detail="no espeak-ng", is_wrong=False)
