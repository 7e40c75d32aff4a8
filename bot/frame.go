package bot

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
)

// Websocket opcodes and the marks of a frame's first two bytes (RFC 6455, 5.2).
const (
	frameText  = 0x1
	frameClose = 0x8

	frameFinal  = 0x80
	frameMasked = 0x80
	frameOpcode = 0x0f
	frameLength = 0x7f
)

// frameKept is the longest payload that is looked at, in bytes. All that steers
// a gateway connection (hello, heartbeats, reconnect, identify) is far shorter.
const frameKept = 4096

// frame is one websocket frame seen on its way.
type frame struct {
	opcode  byte
	payload []byte // unmasked; nil where it is longer than frameKept
	end     int    // offset behind the frame in the bytes fed last
}

// payload is what gateway payloads have in common.
type payload struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
}

// gatewayPayload decodes a text frame; ok is false where it is none.
func (f frame) gatewayPayload() (p payload, ok bool) {
	if f.opcode != frameText || f.payload == nil {
		return p, false
	}
	return p, json.Unmarshal(f.payload, &p) == nil
}

// closeCode is the code of a close frame, 1005 ("none given") where it has
// none, and 0 for other frames.
func (f frame) closeCode() int {
	switch {
	case f.opcode != frameClose:
		return 0
	case len(f.payload) < 2:
		return 1005
	}
	return int(binary.BigEndian.Uint16(f.payload))
}

// frameReader finds the websocket frames in one direction of a connection,
// whatever pieces the bytes come in. It looks on; it changes nothing. The
// stream starts with the HTTP upgrade; where that fails nothing more is looked at.
type frameReader struct {
	open bool   // the HTTP upgrade is over
	dead bool   // it failed, or the stream is no websocket
	head []byte // of the upgrade, or of the frame being read
	mask [4]byte
	kept []byte // payload so far
	left int64  // bytes of payload to come; -1 = the head is not complete
	long bool   // the payload is too long to be kept
}

// feed takes the next bytes and returns the frames that they complete.
func (r *frameReader) feed(p []byte) []frame {
	var out []frame
	for at := 0; at < len(p) && !r.dead; {
		switch {
		case !r.open:
			at += r.upgrade(p[at:])
		case r.left < 0:
			at += r.header(p[at])
		default:
			at += r.body(p[at:])
		}
		if r.open && r.left == 0 {
			out = append(out, r.finish(at))
		}
	}
	return out
}

// upgrade eats the HTTP head, up to its empty line.
func (r *frameReader) upgrade(p []byte) int {
	const end = "\r\n\r\n"
	had := len(r.head)
	r.head = append(r.head, p...)
	i := bytes.Index(r.head, []byte(end))
	if i < 0 {
		r.dead = len(r.head) > 64<<10
		return len(p)
	}
	line, _, _ := bytes.Cut(r.head, []byte("\r\n"))
	r.open = true
	r.dead = bytes.HasPrefix(line, []byte("HTTP/")) && !bytes.Contains(line, []byte(" 101"))
	r.head, r.left = r.head[:0], -1
	return i + len(end) - had
}

// header eats one byte of a frame's head. Once the head is complete the length
// of the payload is known.
func (r *frameReader) header(b byte) int {
	r.head = append(r.head, b)
	if len(r.head) < 2 || len(r.head) < headSize(r.head[1]) {
		return 1
	}
	r.mask = [4]byte{}
	if r.head[1]&frameMasked != 0 {
		copy(r.mask[:], r.head[len(r.head)-4:])
	}
	r.left, r.kept = payloadLength(r.head), nil
	r.long, r.dead = r.left > frameKept, r.left < 0
	return 1
}

// headSize is the length of a frame's head, which its second byte tells.
func headSize(second byte) int {
	size := 2
	switch second & frameLength {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if second&frameMasked != 0 {
		size += 4
	}
	return size
}

func payloadLength(head []byte) int64 {
	switch n := head[1] & frameLength; n {
	case 126:
		return int64(binary.BigEndian.Uint16(head[2:]))
	case 127:
		return int64(binary.BigEndian.Uint64(head[2:]))
	default:
		return int64(n)
	}
}

func (r *frameReader) body(p []byte) int {
	n := int(min(int64(len(p)), r.left))
	if !r.long {
		for _, b := range p[:n] {
			r.kept = append(r.kept, b^r.mask[len(r.kept)%4])
		}
	}
	r.left -= int64(n)
	return n
}

// finish closes a frame. A message in several frames is not looked at.
func (r *frameReader) finish(end int) frame {
	f := frame{opcode: r.head[0] & frameOpcode, payload: r.kept, end: end}
	if r.long || r.head[0]&frameFinal == 0 {
		f.payload = nil
	} else if f.payload == nil {
		f.payload = []byte{}
	}
	r.head, r.left = r.head[:0], -1
	return f
}
