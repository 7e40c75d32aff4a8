package data

import "testing"

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"no address: key=1":            "no address: key=1",
		"https://gazette.example/feed": "https://gazette.example/feed",
		"https://gazette.example/feed?page=2&lang=fr#top":                                         "https://gazette.example/feed?page=2&lang=fr#top",
		"https://odile:tide@gazette.example/feed":                                                 "https://***@gazette.example/feed",
		"HTTPS://odile:ti@de@gazette.example":                                                     "HTTPS://***@gazette.example",
		"https://odile@gazette.example?x=1":                                                       "https://***@gazette.example?x=1",
		"https://gazette.example/@odile":                                                          "https://gazette.example/@odile",
		"https://gazette.example/feed?token=abc&page=2":                                           "https://gazette.example/feed?token=***&page=2",
		"https://gazette.example/feed?page=2&API_Key=abc#x":                                       "https://gazette.example/feed?page=2&API_Key=***#x",
		"https://gazette.example/feed?api%5Fk%65y=abc":                                            "https://gazette.example/feed?api%5Fk%65y=***",
		"https://gazette.example/feed?X-Amz-Signature=a%26b&sig=":                                 "https://gazette.example/feed?X-Amz-Signature=***&sig=",
		`fetch "https://a:b@gazette.example/x": no; see http://c:d@post.example/y?access_token=1`: `fetch "https://***@gazette.example/x": no; see http://***@post.example/y?access_token=***`,
		"see https://a.example/?token=a, https://a.example/?key=b; (https://c:d@a.example/).":     "see https://a.example/?token=***, https://a.example/?key=***; (https://***@a.example/).",
		"ftp://c:d@a.example/ and x://":                                                           "ftp://***@a.example/ and x://",
	} {
		got := Redact(in)
		if got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
		if again := Redact(got); again != got {
			t.Errorf("twice: %q", again)
		}
	}
}
