package outbox

import (
	"testing"
	"time"
)

func TestParseTimeOfDay(t *testing.T) {
	for typed, want := range map[string]string{
		"8:30": "08:30", "08:30": "08:30", " 8h30 ": "08:30", "20h": "20:00", "8": "08:00", "8 pm": "20:00", "12 am": "00:00", "12:15PM": "12:15", "00:00": "00:00", "23.59": "23:59",
		"24:00": "", "8:3": "", "8:60": "", "13 pm": "", "0am": "", "noon": "", "": "", "-8": "", "8:30:00": "", "８:30": "",
	} {
		if got, ok := ParseTimeOfDay(typed); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, s := range []string{"8:30", "8h", "12am", "", "99:99pm"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if got, ok := ParseTimeOfDay(typed); ok {
			if _, err := time.Parse("15:04", got); err != nil {
				t.Errorf("%q is %q", typed, got)
			}
		}
	})
}
