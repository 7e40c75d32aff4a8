package bot

import (
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A verb says what a button does.
const (
	verbPage         = 'p' // arg: rank of the first quote of a page
	verbLatest       = 'l' // arg: rank of the first article of a page of takeaways
	verbQuotes       = 'q' // arg: rank of the first statement of a page, newest first
	verbHistory      = 't' // the same, oldest first
	verbFull         = 'f' // arg: rank of the quote to be shown in full
	verbWho          = 'w' // arg: which of the people; the name is the button's label
	verbInstead      = 'i' // what to look at instead; the choice is the select's value
	verbRetry        = 'r' // opens the form to put the question differently
	verbFurther      = 'm' // opens the form for a question that goes on from this one
	verbShare        = 's' // arg: as of verbPage; shows a private answer to everybody
	verbShareQuotes  = 'u' // arg: as of verbQuotes; the same for a private list
	verbShareHistory = 'v'
	verbGood         = 'g' // the answer helped
	verbBad          = 'b' // it did not: asks why
	verbReason       = 'y' // why not; the choice is the select's value
	verbKeep         = 'k' // the member agrees that the question is kept; arg: the reason
	verbMissing      = 'x' // opens the form "it should be here"
	verbErase        = 'e' // erases what is kept about a member
	verbAbout        = 'd' // what a message is that came by itself; asker: the subscription's id, topic: its nonce
	verbTell         = 'n' // one-time alert for what was not found
	verbKeepAlert    = 'K' // keeps the alert proposed; arg: which rhythm
	verbDropAlert    = 'D' // does not; asker: the channel's id, 0 for a direct message
	verbResume       = 'R' // an alert goes on; topic: its id
	verbAdd          = 'a' // the form for an article's text
)

// state is what a button has to know to go on, also after a restart. It stands
// in the button's custom_id; the question stands in the message, and sum tells
// whether what was read there is the question that was asked.
type state struct {
	verb  byte
	lang  string // of the texts around: "en" or "fr"
	arg   int
	asker uint64 // user id
	sum   uint32 // of the question
	ask   filters
}

// filters narrow a question. They are the options of /ask and /latest.
type filters struct {
	since, until string // YYYY-MM-DD
	kind         string // "", "statement", "takeaways", or a kind of statement
	quoteLang    string // "", "en" or "fr"
	speaker      string
	source       string
	topic        string // of the commands that have one
}

// A custom_id is at most 100 characters: a fixed head, then speaker, source and
// topic, with a separator that names of publications do not have.
const (
	separator    = "‖"
	stateVersion = "2"
	stateHead    = 1 + 1 + 1 + 2 + 13 + 7 + 4 + 4 + 1 + 1
	maxCustomID  = 100
)

var letters = map[string]string{"": "-", "en": "e", "fr": "f", "statement": "s", "takeaways": "t", "direct": "d", "post": "p", "reported": "r"}

// encode returns the custom_id, and false where it does not fit into one.
func (s state) encode() (string, bool) {
	head := stateVersion + string(s.verb) + letters[s.lang] + base36(uint64(s.arg), 2) + base36(s.asker, 13) + base36(uint64(s.sum), 7) +
		base36(days(s.ask.since), 4) + base36(days(s.ask.until), 4) + letters[s.ask.kind] + letters[s.ask.quoteLang]
	id := head + s.ask.speaker + separator + s.ask.source + separator + s.ask.topic
	fits := len(head) == stateHead && len(utf16.Encode([]rune(id))) <= maxCustomID
	return id, fits && !strings.Contains(s.ask.speaker+s.ask.source+s.ask.topic, separator)
}

// decodeState reads a custom_id. It comes from outside and may be anything.
func decodeState(id string) (state, error) {
	bad := fmt.Errorf("custom_id of %d bytes is none of ours", len(id))
	if len(id) < stateHead || !strings.HasPrefix(id, stateVersion) || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
		return state{}, bad
	}
	r := stateReader{rest: id[len(stateVersion):]}
	s := state{verb: r.take(1)[0], lang: r.letter("en", "fr"), arg: int(r.number(2)), asker: r.number(13), sum: uint32(r.number(7))}
	s.ask.since, s.ask.until = day(r.number(4)), day(r.number(4))
	s.ask.kind, s.ask.quoteLang = r.letter("", "statement", "takeaways", "direct", "post", "reported"), r.letter("", "en", "fr")
	names := strings.Split(r.rest, separator)
	ok := len(names) == 3
	if ok {
		s.ask.speaker, s.ask.source, s.ask.topic = names[0], names[1], names[2]
	}
	if back, fits := s.encode(); r.bad || !ok || !fits || back != id {
		return state{}, bad
	}
	return s, nil
}

// stateReader reads the fixed head piece by piece.
type stateReader struct {
	rest string
	bad  bool
}

func (r *stateReader) take(n int) string {
	if len(r.rest) < n {
		r.bad = true
		return strings.Repeat("0", n)
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *stateReader) number(digits int) uint64 {
	n, err := strconv.ParseUint(r.take(digits), 36, 64)
	r.bad = r.bad || err != nil
	return n
}

func (r *stateReader) letter(meanings ...string) string {
	got := r.take(1)
	for _, m := range meanings {
		if letters[m] == got {
			return m
		}
	}
	r.bad = true
	return ""
}

func base36(n uint64, digits int) string {
	s := strconv.FormatUint(n, 36)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

// days numbers the days from 1 for 0001-01-01; 0 stands for no date.
func days(date string) uint64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil || t.Before(time.Time{}) {
		return 0
	}
	return uint64(t.Unix()-time.Time{}.Unix())/86400 + 1
}

func day(n uint64) string {
	if n == 0 || n >= 36*36*36*36 {
		return ""
	}
	return time.Time{}.AddDate(0, 0, int(n)-1).Format(time.DateOnly)
}

func checksum(question string) uint32 {
	h := fnv.New32a()
	io.WriteString(h, question)
	return h.Sum32()
}
