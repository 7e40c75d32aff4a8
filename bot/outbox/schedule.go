package outbox

import (
	"fmt"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"verbatim/data"
)

// atOnce is how often a subscription at once is looked at, so that what arrives
// together is told together.
const atOnce = time.Minute

// Slot is a moment at which a subscription is due, and the key of the period that
// ends there. Both depend on nothing but the subscription's rhythm.
type Slot struct {
	At  time.Time // UTC
	Key string
}

// Next is the first slot after a moment.
//
// A time of day that does not exist on a day, because clocks are put forward over
// it, is read with the offset before the change, and one that occurs twice is the
// first of the two, as RFC 5545, 3.3.5 has it.
func Next(s data.Subscription, after time.Time) (Slot, error) {
	if step := stepOf(s.Every); step > 0 {
		return even(after.UTC().Truncate(step).Add(step)), nil
	}
	c, err := clockOf(s)
	if err != nil {
		return Slot{}, err
	}
	day := midday(after.In(c.zone)).AddDate(0, 0, -1)
	for range 16 { // a zone may skip a whole day, and a week is the longest wait
		if slot := c.on(day); c.falls(day) && slot.At.After(after) {
			return slot, nil
		}
		day = day.AddDate(0, 0, 1)
	}
	return Slot{}, fmt.Errorf("rhythm %q is never due", s.Every)
}

// Latest is the last slot in (after, now]; ok is false where there is none, also
// where a clock was put back and after is later than now. After a long outage it
// is one slot, however many went by.
func Latest(s data.Subscription, after, now time.Time) (last Slot, ok bool, err error) {
	if step := stepOf(s.Every); step > 0 {
		last = even(now.UTC().Truncate(step))
		return last, last.At.After(after), nil
	}
	from := after
	if long := now.Add(-longest); from.Before(long) {
		from = long
	}
	for {
		slot, err := Next(s, from)
		if err != nil || slot.At.After(now) {
			return last, ok, err
		}
		last, ok, from = slot, true, slot.At
	}
}

// longest is beyond the longest wait from one slot to the next.
const longest = 9 * 24 * time.Hour

// stepOf is the time between two slots of a rhythm that keeps to no time of day;
// 0 of the others.
func stepOf(r data.Rhythm) time.Duration {
	switch r {
	case data.AtOnce:
		return atOnce
	case data.Hourly:
		return time.Hour
	}
	return 0
}

// even is a slot of such a rhythm.
func even(at time.Time) Slot { return Slot{at, at.Format("2006-01-02T15:04Z")} }

// clock is a rhythm by the day.
type clock struct {
	zone         *time.Location
	hour, minute int
	every        data.Rhythm
	weekday      time.Weekday
}

func clockOf(s data.Subscription) (clock, error) {
	at, err := time.Parse("15:04", s.At)
	if err != nil {
		return clock{}, fmt.Errorf("time of day %q: want HH:MM", s.At)
	}
	zone, err := LoadZone(s.Zone)
	return clock{zone, at.Hour(), at.Minute(), s.Every, s.Weekday}, err
}

// LoadZone finds a time zone by its IANA name.
func LoadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time zone %q is not known", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is not known", name)
	}
	return zone, nil
}

// falls reports whether the rhythm has a slot on a day.
func (c clock) falls(day time.Time) bool {
	switch c.every {
	case data.Daily:
		return true
	case data.Weekdays:
		return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
	}
	return c.every == data.Weekly && day.Weekday() == c.weekday
}

// on is the slot of a day. Its key is the local time, which one slot has even
// where two moments do.
func (c clock) on(day time.Time) Slot {
	y, m, d := day.Date()
	naive := time.Date(y, m, d, c.hour, c.minute, 0, 0, time.UTC)
	return Slot{moment(naive, c.zone), naive.Format("2006-01-02T15:04 ") + c.zone.String()}
}

// midday is noon of a moment's day as its zone counts days, in UTC, where all
// days have 24 hours.
func midday(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// moment is when the clocks of a zone show what naive says in UTC.
func moment(naive time.Time, zone *time.Location) time.Time {
	offset := func(t time.Time) time.Duration {
		_, seconds := t.In(zone).Zone()
		return time.Duration(seconds) * time.Second
	}
	before, after := offset(naive.Add(-26*time.Hour)), offset(naive.Add(26*time.Hour))
	early, late := naive.Add(-before), naive.Add(-after)
	if offset(early) != before && offset(late) == after {
		return late
	}
	return early // also where the clocks skip it
}
