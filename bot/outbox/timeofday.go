package outbox

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var timeOfDay = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2})?)?(am|pm)?$`)

// ParseTimeOfDay reads a time of day as people write one ("8:30", "08h30", "20h",
// "8 pm") and returns it as HH:MM.
func ParseTimeOfDay(typed string) (hhmm string, ok bool) {
	m := timeOfDay.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(typed), "")))
	if m == nil {
		return "", false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	if half := m[3]; half != "" {
		if hour < 1 || hour > 12 {
			return "", false
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), hour < 24 && minute < 60
}
