package quote

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"verbatim/data"
)

// Input is one line of a file for ExtractFile: an annotated passage (Text) or
// an article (Body). Other fields are ignored.
type Input struct {
	ID        string `json:"id"`
	Lang      string `json:"lang"`
	Published string `json:"published"`
	Text      string `json:"text"`
	Body      string `json:"body"`
}

// Output is what ExtractFile prints for a line.
type Output struct {
	ID     string       `json:"id"`
	Quotes []OutputPart `json:"quotes"`
}

// OutputPart is one contiguous fragment of a statement. Start and End count
// Unicode code points; the marks stand outside.
type OutputPart struct {
	Start      int        `json:"start"`
	End        int        `json:"end"`
	Text       string     `json:"text"`
	Speaker    string     `json:"speaker"`
	Named      bool       `json:"named"`
	Confidence float64    `json:"confidence"`
	Type       string     `json:"type"` // direct, mixed or indirect
	Kind       data.Kind  `json:"kind"`
	Basis      data.Basis `json:"basis,omitempty"`
	SaidOn     string     `json:"said_on,omitempty"`
}

// FileOptions are the choices of ExtractFile.
type FileOptions struct {
	// Blocks cuts a text into blocks; nil reads the text as one.
	Blocks func(text string) []data.Block
	// MinConfidence empties the speakers below it; 0 names the best
	// candidate always.
	MinConfidence float64
}

// maxLine bounds a line of JSON Lines, in bytes.
const maxLine = 64 << 20

// ExtractFile reads JSON Lines and writes an Output a line, in order. It stops
// at the first line that is no JSON object, with its number in the error.
func (x *Extractor) ExtractFile(r io.Reader, w io.Writer, opt FileOptions) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<20), maxLine)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		line := bytes.TrimSpace(in.Bytes())
		if len(line) == 0 {
			continue
		}
		var one Input
		if err := json.Unmarshal(line, &one); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := enc.Encode(x.output(&one, opt)); err != nil {
			return fmt.Errorf("line %d: write: %w", n, err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}

func (x *Extractor) output(one *Input, opt FileOptions) Output {
	a := data.Article{ID: one.ID, Lang: one.Lang, Published: one.Published, Text: one.Text}
	if a.Text == "" {
		a.Text = one.Body
	}
	var blocks []data.Block
	if opt.Blocks != nil {
		blocks = opt.Blocks(a.Text)
	}
	out := Output{ID: one.ID, Quotes: []OutputPart{}}
	at := data.NewOffsets(a.Text)
	for _, q := range x.Extract(&a, blocks) {
		parts := q.Parts
		if len(parts) == 0 {
			parts = []data.Span{q.Span}
		}
		for _, p := range parts {
			out.Quotes = append(out.Quotes, outputPart(&q, p, a.Text, at, opt.MinConfidence))
		}
	}
	return out
}

func outputPart(q *data.Quote, p data.Span, text string, at *data.Offsets, least float64) OutputPart {
	o := OutputPart{Text: p.Of(text), Kind: q.Kind, Type: "direct", Confidence: q.Confidence, Basis: q.Basis, SaidOn: q.SaidOn}
	o.Start, o.End = at.Span(p)
	switch {
	case q.Kind == data.Reported:
		o.Type = "indirect"
	case q.Mixed:
		o.Type = "mixed"
	}
	if q.Confidence >= least {
		o.Speaker, o.Named = q.Speaker, q.Named
	}
	return o
}
