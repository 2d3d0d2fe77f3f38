"""The body: its directory, its own people, and what was found out about its accounts."""

from tilstede.office.models.access import Access as Access
from tilstede.office.models.directory import Account as Account
from tilstede.office.models.directory import Body as Body
from tilstede.office.models.directory import Holding as Holding
from tilstede.office.models.directory import Line as Line
from tilstede.office.models.directory import Person as Person
from tilstede.office.models.directory import Role as Role
from tilstede.office.models.findings import Alarm as Alarm
from tilstede.office.models.findings import Finding as Finding
from tilstede.office.models.staff import Grant as Grant
from tilstede.office.models.staff import Link as Link
from tilstede.office.models.staff import Team as Team
from tilstede.office.models.staff import User as User
