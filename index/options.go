package index

// Option changes how an index is built.
type Option func(*options)

type options struct {
	positions bool
}

// WithPositions keeps where each word stands, so that Alt.Phrase can be asked for.
// The index grows by half; it must be built anew with it.
func WithPositions() Option { return func(o *options) { o.positions = true } }

func chosen(opts []Option) (o options) {
	for _, set := range opts {
		set(&o)
	}
	return o
}
