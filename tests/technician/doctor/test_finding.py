"""The order of the page and its last line."""

from firmware.technician.doctor.finding import Finding, Group, Standing, is_well, ordered, verdict


def finding(group: Group, standing: Standing, subject: str = "") -> Finding:
    """Return a finding of which only this matters."""
    return Finding(group=group, standing=standing, subject=subject, text="")


def test_the_worst_stands_last() -> None:
    """The worst group, and in it the worst line; what could not be looked at pushes nothing down."""
    page = ordered(
        [
            finding(Group.MACHINE, Standing.WRONG, "disk"),
            finding(Group.MACHINE, Standing.OK, "clock"),
            finding(Group.DOORS, Standing.UNKNOWN, "ssh"),
            finding(Group.CERTIFICATES, Standing.SOON, "hub.crt"),
            finding(Group.OFFICE, Standing.OK, "hub"),
        ]
    )
    assert [one.subject for one in page] == ["ssh", "hub", "hub.crt", "clock", "disk"]


def test_what_could_not_be_looked_at_is_no_fault() -> None:
    """A laptop without systemd is well; what ends soon is not."""
    well = [finding(Group.MACHINE, Standing.OK), finding(Group.DOORS, Standing.UNKNOWN)]
    assert is_well(well)
    assert not is_well([*well, finding(Group.OFFICE, Standing.SOON)])
    assert not is_well([*well, finding(Group.OFFICE, Standing.WRONG)])


def test_the_last_line_counts() -> None:
    """In words that need no colour."""
    assert verdict([]) == "nothing is wrong"
    wrong, soon, unknown = (finding(Group.DOORS, one) for one in (Standing.WRONG, Standing.SOON, Standing.UNKNOWN))
    assert verdict([unknown]) == "nothing is wrong; 1 could not be looked at"
    assert verdict([wrong, wrong, soon, unknown]) == "2 things are wrong, 1 will be soon; 1 could not be looked at"
