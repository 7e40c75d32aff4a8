package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the most bytes of one line, and of one text file. The longest
// article of the evaluation corpus has 0.2 MB.
const MaxLine = 16 << 20

// ErrLineTooLong is a line of more than MaxLine bytes. It was passed over.
var ErrLineTooLong = fmt.Errorf("longer than %d MB", MaxLine>>20)

// LineReader reads lines of up to MaxLine bytes. It never holds more than one.
type LineReader struct {
	r   *bufio.Reader
	n   int
	buf []byte
}

// NewLineReader returns a LineReader on r.
func NewLineReader(r io.Reader) *LineReader {
	return &LineReader{r: bufio.NewReaderSize(r, 256<<10)}
}

// Line is the number of the line that Next returned last, from 1.
func (l *LineReader) Line() int { return l.n }

// Next returns the next line without its line end; it is valid until the next
// call. ErrLineTooLong reports a line that was passed over, reading can go on.
// The error is io.EOF at the end. After any other error what the reader gave
// of an unfinished line is dropped.
func (l *LineReader) Next() ([]byte, error) {
	l.n++
	l.buf = l.buf[:0]
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		switch {
		case long || len(l.buf)+len(part) > MaxLine+2:
			long, l.buf = true, l.buf[:0]
		default:
			l.buf = append(l.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(l.buf) == 0 && !long):
			return nil, err
		case long:
			return nil, ErrLineTooLong
		}
		line := bytes.TrimSuffix(bytes.TrimSuffix(l.buf, []byte("\n")), []byte("\r"))
		if len(line) > MaxLine {
			return nil, ErrLineTooLong
		}
		return line, nil
	}
}
