package outbox

import (
	"testing"
	"time"

	"verbatim/data"
)

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func every(r data.Rhythm, at, zone string) data.Subscription {
	return data.Subscription{Every: r, Weekday: time.Monday, At: at, Zone: zone}
}

// The changes of clocks in 2026: Paris 29 March 01:00 UTC (02:00 to 03:00) and 25
// October 01:00 UTC (03:00 to 02:00); New York 8 March 07:00 UTC and 1 November
// 06:00 UTC; Sydney 4 April 16:00 UTC (back) and 3 October 16:00 UTC (forth); Lord
// Howe the same days, by half an hour, at 15:00 and 15:30 UTC.
func TestNext(t *testing.T) {
	for name, c := range map[string]struct {
		sub     data.Subscription
		after   string
		at, key string
		and     string // the slot after it
	}{
		"plain day":                      {every(data.Daily, "08:30", "Europe/Paris"), "2026-01-10 06:00", "2026-01-10 07:30", "2026-01-10T08:30 Europe/Paris", "2026-01-11 07:30"},
		"exactly then is over":           {every(data.Daily, "08:30", "Europe/Paris"), "2026-01-10 07:30", "2026-01-11 07:30", "2026-01-11T08:30 Europe/Paris", "2026-01-12 07:30"},
		"over the change":                {every(data.Daily, "08:30", "Europe/Paris"), "2026-03-28 08:00", "2026-03-29 06:30", "2026-03-29T08:30 Europe/Paris", "2026-03-30 06:30"},
		"Paris, skipped":                 {every(data.Daily, "02:30", "Europe/Paris"), "2026-03-28 12:00", "2026-03-29 01:30", "2026-03-29T02:30 Europe/Paris", "2026-03-30 00:30"},
		"Paris, twice: the first":        {every(data.Daily, "02:30", "Europe/Paris"), "2026-10-24 12:00", "2026-10-25 00:30", "2026-10-25T02:30 Europe/Paris", "2026-10-26 01:30"},
		"Paris, after the first of two":  {every(data.Daily, "02:30", "Europe/Paris"), "2026-10-25 00:30", "2026-10-26 01:30", "2026-10-26T02:30 Europe/Paris", "2026-10-27 01:30"},
		"Paris, between the two":         {every(data.Daily, "02:30", "Europe/Paris"), "2026-10-25 01:10", "2026-10-26 01:30", "2026-10-26T02:30 Europe/Paris", "2026-10-27 01:30"},
		"New York, skipped":              {every(data.Daily, "02:30", "America/New_York"), "2026-03-08 05:00", "2026-03-08 07:30", "2026-03-08T02:30 America/New_York", "2026-03-09 06:30"},
		"New York, twice":                {every(data.Daily, "01:30", "America/New_York"), "2026-11-01 04:00", "2026-11-01 05:30", "2026-11-01T01:30 America/New_York", "2026-11-02 06:30"},
		"New York, just before the back": {every(data.Daily, "00:59", "America/New_York"), "2026-11-01 04:00", "2026-11-01 04:59", "2026-11-01T00:59 America/New_York", "2026-11-02 05:59"},
		"New York, just after the back":  {every(data.Daily, "02:00", "America/New_York"), "2026-11-01 04:00", "2026-11-01 07:00", "2026-11-01T02:00 America/New_York", "2026-11-02 07:00"},
		"Sydney, twice":                  {every(data.Daily, "02:30", "Australia/Sydney"), "2026-04-04 10:00", "2026-04-04 15:30", "2026-04-05T02:30 Australia/Sydney", "2026-04-05 16:30"},
		"Sydney, skipped":                {every(data.Daily, "02:30", "Australia/Sydney"), "2026-10-03 10:00", "2026-10-03 16:30", "2026-10-04T02:30 Australia/Sydney", "2026-10-04 15:30"},
		"Lord Howe, twice":               {every(data.Daily, "01:45", "Australia/Lord_Howe"), "2026-04-04 10:00", "2026-04-04 14:45", "2026-04-05T01:45 Australia/Lord_Howe", "2026-04-05 15:15"},
		"Lord Howe, skipped":             {every(data.Daily, "02:15", "Australia/Lord_Howe"), "2026-10-03 10:00", "2026-10-03 15:45", "2026-10-04T02:15 Australia/Lord_Howe", "2026-10-04 15:15"},
		"weekdays pass the weekend":      {every(data.Weekdays, "08:30", "Europe/Paris"), "2026-01-09 08:00", "2026-01-12 07:30", "2026-01-12T08:30 Europe/Paris", "2026-01-13 07:30"},
		"weekly":                         {every(data.Weekly, "08:30", "Europe/Paris"), "2026-03-23 09:00", "2026-03-30 06:30", "2026-03-30T08:30 Europe/Paris", "2026-04-06 06:30"},
		"the weekday is the zone's":      {every(data.Weekly, "00:15", "Asia/Tokyo"), "2026-01-10 00:00", "2026-01-11 15:15", "2026-01-12T00:15 Asia/Tokyo", "2026-01-18 15:15"},
		"a zone that skipped a day":      {every(data.Daily, "08:30", "Pacific/Apia"), "2011-12-29 20:00", "2011-12-30 18:30", "2011-12-30T08:30 Pacific/Apia", "2011-12-31 18:30"},
		"a zone without changes":         {every(data.Daily, "08:30", "UTC"), "2026-03-29 00:00", "2026-03-29 08:30", "2026-03-29T08:30 UTC", "2026-03-30 08:30"},
		"hourly":                         {data.Subscription{Every: data.Hourly}, "2026-03-29 00:59", "2026-03-29 01:00", "2026-03-29T01:00Z", "2026-03-29 02:00"},
		"at once":                        {data.Subscription{Every: data.AtOnce}, "2026-03-29 00:59", "2026-03-29 01:00", "2026-03-29T01:00Z", "2026-03-29 01:01"},
	} {
		got, err := Next(c.sub, utc(c.after))
		if err != nil || !got.At.Equal(utc(c.at)) || got.Key != c.key {
			t.Errorf("%s: %v %q, %v; want %s %q", name, got.At.UTC(), got.Key, err, c.at, c.key)
			continue
		}
		if then, err := Next(c.sub, got.At); err != nil || !then.At.Equal(utc(c.and)) || then.Key == got.Key {
			t.Errorf("%s, the one after it: %v %q, %v; want %s", name, then.At.UTC(), then.Key, err, c.and)
		}
	}
}

func TestLatest(t *testing.T) {
	daily, weekly := every(data.Daily, "08:30", "Europe/Paris"), every(data.Weekly, "08:30", "Europe/Paris")
	for name, c := range map[string]struct {
		sub        data.Subscription
		after, now string
		want       string // empty = none
	}{
		"not yet":                       {daily, "2026-03-28 07:30", "2026-03-29 06:29", ""},
		"now":                           {daily, "2026-03-28 07:30", "2026-03-29 06:30", "2026-03-29 06:30"},
		"late":                          {daily, "2026-03-28 07:30", "2026-03-29 15:00", "2026-03-29 06:30"},
		"a month later, one":            {daily, "2026-03-28 07:30", "2026-04-28 07:00", "2026-04-28 06:30"},
		"a year later, one":             {daily, "2025-03-28 07:30", "2026-04-28 07:00", "2026-04-28 06:30"},
		"a week missed":                 {weekly, "2026-03-23 07:30", "2026-04-08 00:00", "2026-04-06 06:30"},
		"the clock was put back":        {daily, "2026-03-29 06:30", "2026-03-29 06:10", ""},
		"back by a year":                {daily, "2027-03-29 06:30", "2026-03-29 06:40", ""},
		"forth and back over it":        {daily, "2026-03-29 06:10", "2026-03-29 06:31", "2026-03-29 06:30"},
		"an hour put back, twice 02:30": {every(data.Daily, "02:30", "Europe/Paris"), "2026-10-25 00:30", "2026-10-25 01:30", ""},
		"at once":                       {data.Subscription{Every: data.AtOnce}, "2026-03-01 00:00", "2026-03-29 01:02", "2026-03-29 01:02"},
		"at once, in the same minute":   {data.Subscription{Every: data.AtOnce}, "2026-03-29 01:02", "2026-03-29 01:02", ""},
		"hourly":                        {data.Subscription{Every: data.Hourly}, "2026-03-01 00:00", "2026-03-29 01:02", "2026-03-29 01:00"},
	} {
		got, ok, err := Latest(c.sub, utc(c.after), utc(c.now))
		if err != nil || ok != (c.want != "") || ok && !got.At.Equal(utc(c.want)) {
			t.Errorf("%s: %v %v, %v; want %q", name, got.At.UTC(), ok, err, c.want)
		}
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	for name, sub := range map[string]data.Subscription{
		"no zone": every(data.Daily, "08:30", ""), "the machine's zone": every(data.Daily, "08:30", "Local"), "an invented zone": every(data.Daily, "08:30", "Ostrand/Harbour"),
		"a folder": every(data.Daily, "08:30", "../Europe/Paris"), "no time": every(data.Daily, "", "UTC"), "a rhythm": every("fortnight", "08:30", "UTC"),
	} {
		if got, err := Next(sub, utc("2026-01-01 00:00")); err == nil {
			t.Errorf("%s: due at %v", name, got.At)
		}
	}
}

// FuzzNext holds for any moment, zone and rhythm that slots go forward, that none
// is left out, and that no two have the same key.
func FuzzNext(f *testing.F) {
	f.Add(int64(1774747800), uint16(150), uint8(0), uint8(0))
	f.Add(int64(1761352200), uint16(150), uint8(1), uint8(1))
	f.Add(int64(1325190000), uint16(510), uint8(2), uint8(2))
	zones := []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca"}
	f.Fuzz(func(t *testing.T, unix int64, minute uint16, zone, rhythm uint8) {
		const least, most = -1 << 31, 1 << 33
		unix = least + (unix%(most-least)+(most-least))%(most-least)
		at := time.Date(2000, 1, 1, 0, int(minute%1440), 0, 0, time.UTC).Format("15:04")
		sub := every([]data.Rhythm{data.Daily, data.Weekdays, data.Weekly, data.Hourly, data.AtOnce}[rhythm%5], at, zones[int(zone)%len(zones)])
		from := time.Unix(unix, 0)
		one, err := Next(sub, from)
		if err != nil || !one.At.After(from) || one.At.Sub(from) > longest {
			t.Fatalf("%v after %v: %v, %v", sub, from.UTC(), one, err)
		}
		two, err := Next(sub, one.At)
		if err != nil || !two.At.After(one.At) || two.Key == one.Key {
			t.Fatalf("%v after %v: %v, %v", sub, one, two, err)
		}
		if last, ok, err := Latest(sub, from, one.At); err != nil || !ok || last != one && last.Key != one.Key {
			t.Fatalf("%v: the latest at %v: %v %v, %v", sub, one, last, ok, err)
		}
	})
}
