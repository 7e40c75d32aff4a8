// Package embed fetches vectors of texts from an endpoint of the form
// /v1/embeddings, which many servers speak, and keeps them.
package embed

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Timeout is how long a question waits for vectors. A reader waits three
// seconds at most for the whole answer.
const Timeout = 1500 * time.Millisecond

// pause is how long an endpoint that failed is left alone: no question waits
// for one that is down.
const pause = 30 * time.Second

// maxReply is the longest reply that is read, bytes: 256 vectors of 4,096
// numbers in JSON.
const maxReply = 32 << 20

// Client asks an endpoint for vectors. It is safe for concurrent use.
type Client struct {
	endpoint, model, key string
	http                 *http.Client
	cache                *Cache

	mu      sync.Mutex
	resting time.Time // the endpoint is left alone until then
}

// New makes a client. base is the server's address, with or without
// /v1/embeddings; key may be empty. cache keeps vectors; nil keeps none.
func New(base, model, key string, cache *Cache) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%q is no address: want http(s)://host, with or without /v1/embeddings", base)
	}
	if model == "" {
		return nil, fmt.Errorf("no model: name the one that %s serves", u.Host)
	}
	if !strings.HasSuffix(u.Path, "/embeddings") {
		u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/v1") + "/v1/embeddings"
	}
	return &Client{endpoint: u.String(), model: model, key: key, http: &http.Client{Timeout: Timeout}, cache: cache}, nil
}

// Forget forgets all vectors that were kept: those of a text that was removed are
// not told from the others, and all can be asked for again.
func (c *Client) Forget() error {
	if c == nil {
		return nil
	}
	return c.cache.clear()
}

// Vectors are unit vectors of the question and of articles' texts: the question's
// first, then the texts' in order. Those that the cache holds are not asked for
// again; the question's is never written to its file.
func (c *Client) Vectors(ctx context.Context, question string, passages []string) ([][]float32, error) {
	texts := append([]string{question}, passages...)
	out := make([][]float32, len(texts))
	var missing []string
	var at []int
	for i, t := range texts {
		if out[i] = c.cache.get(c.model, t); out[i] == nil {
			missing, at = append(missing, t), append(at, i)
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	if err := c.rest(); err != nil {
		return nil, err
	}
	fetched, err := c.fetch(ctx, missing)
	if err != nil {
		c.mu.Lock()
		c.resting = time.Now().Add(pause)
		c.mu.Unlock()
		return nil, err
	}
	for k, v := range fetched {
		out[at[k]] = v
		if at[k] == 0 {
			c.cache.hold(c.model, question, v)
			continue
		}
		if err := c.cache.put(c.model, missing[k], v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Client) rest() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if left := time.Until(c.resting); left > 0 {
		return fmt.Errorf("embeddings: %s failed and is left alone for %d s", c.endpoint, int(left.Seconds())+1)
	}
	return nil
}

// reply is what the endpoint answers.
type reply struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	} `json:"data"`
}

func (c *Client) fetch(ctx context.Context, texts []string) ([][]float32, error) {
	body, err := json.Marshal(map[string]any{"model": c.model, "input": texts})
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("embeddings: %s answered %s", c.endpoint, res.Status)
	}
	var r reply
	if err := json.NewDecoder(io.LimitReader(res.Body, maxReply)).Decode(&r); err != nil {
		return nil, fmt.Errorf("embeddings: the reply of %s cannot be read: %w", c.endpoint, err)
	}
	return r.vectors(len(texts))
}

// vectors are the reply's, in the order of the texts, of length 1.
func (r reply) vectors(n int) ([][]float32, error) {
	out := make([][]float32, n)
	for _, d := range r.Data {
		if d.Index < 0 || d.Index >= n || len(d.Embedding) == 0 || len(d.Embedding) != len(r.Data[0].Embedding) {
			return nil, fmt.Errorf("embeddings: vector %d of %d numbers, beside %d texts and vectors of %d", d.Index, len(d.Embedding), n, len(r.Data[0].Embedding))
		}
		out[d.Index] = unit(d.Embedding)
	}
	for i, v := range out {
		if v == nil {
			return nil, fmt.Errorf("embeddings: no vector for text %d of %d", i+1, n)
		}
	}
	return out, nil
}

func unit(v []float32) []float32 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	length := float32(max(math.Sqrt(sum), 1e-12))
	for i := range v {
		v[i] /= length
	}
	return v
}

// Cosine is the likeness of two unit vectors, -1 to 1; 0 where they are of
// different models.
func Cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
