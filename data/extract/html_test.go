package extract

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// page is a page about an invented cooperative, with a post, a list and what
// stands around an article.
const page = `<!doctype html><html lang="fr-FR"><head><meta charset="%CHARSET%">
<title>La coopérative paie en jetons | Pluie et Blé</title>
<link rel="canonical" href="/2031/jetons.html">
<meta property="og:site_name" content="Pluie et Blé">
<meta name="author" content="Léa Dumas">
<meta property="article:published_time" content="2031-05-17T08:30:00+02:00">
</head><body><nav><ul><li><a href="/">Accueil</a></li></ul></nav>
<article><h1>La coopérative paie en jetons</h1>
<p>La coopérative Champ Bleu a payé ses premiers agriculteurs en jetons au début de l’été, après trois ans d’essais, de pluie et de doutes.</p>
<p>Selon Jeanne Marnier, « la pluie est une donnée comme une autre », et les essais, menés sur dix champs, l’ont montré à tous ceux qui en doutaient.</p>
<blockquote class="twitter-tweet"><p lang="fr">Il pleut enfin.<br><br>Sur dix champs ! <a href="https://example.org/x">pic.example/x</a></p>&mdash; Jeanne Marnier (@jmarnier) <a href="https://example.org/1">17 mai 2031</a></blockquote>
<p>Les voisins, eux, attendent de voir si la récolte sera bonne, et si les jetons vaudront encore quelque chose au moment de la moisson.</p>
<h2>À retenir</h2>
<ul><li>Champ Bleu paie <b>en jetons</b>.</li><li>Il a plu sur dix champs.</li></ul>
</article><footer><p>© 2031 Pluie et Blé</p></footer></body></html>`

const pageText = `La coopérative Champ Bleu a payé ses premiers agriculteurs en jetons au début de l’été, après trois ans d’essais, de pluie et de doutes.

Selon Jeanne Marnier, « la pluie est une donnée comme une autre », et les essais, menés sur dix champs, l’ont montré à tous ceux qui en doutaient.

Il pleut enfin.
Sur dix champs ! pic.example/x
— Jeanne Marnier (@jmarnier) 17 mai 2031

Les voisins, eux, attendent de voir si la récolte sera bonne, et si les jetons vaudront encore quelque chose au moment de la moisson.

À retenir

- Champ Bleu paie en jetons.
- Il a plu sur dix champs.`

func TestHTML(t *testing.T) {
	want := Page{
		URL: "https://pluie.example/2031/jetons.html", Title: "La coopérative paie en jetons", Author: "Léa Dumas",
		Published: "2031-05-17T08:30:00+02:00", Site: "Pluie et Blé", Lang: "fr", Text: pageText,
	}
	for charset, encode := range map[string]func(string) (string, error){
		"utf-8":        func(s string) (string, error) { return s, nil },
		"windows-1252": charmap.Windows1252.NewEncoder().String,
		"":             charmap.Windows1252.NewEncoder().String,
		"utf-16":       unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String,
	} {
		t.Run(charset, func(t *testing.T) {
			source, err := encode(strings.ReplaceAll(page, "%CHARSET%", charset))
			if err != nil {
				t.Fatal(err)
			}
			got, err := HTML(strings.NewReader(source), "https://pluie.example/2031/jetons.html?from=feed")
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("got\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

// TestHTMLPost follows a post from the page to its block.
func TestHTMLPost(t *testing.T) {
	blocks := list(pageText, Text(pageText))
	for _, want := range []string{
		"post|Il pleut enfin. / Sur dix champs ! pic.example/x / — Jeanne Marnier (@jmarnier) 17 mai 2031\n",
		"takeaway|- Champ Bleu paie en jetons.\ntakeaway|- Il a plu sur dix champs.\n",
	} {
		if !strings.Contains(blocks, want) {
			t.Errorf("no %q in\n%s", want, blocks)
		}
	}
}

func TestHTMLRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		source string
		want   error
	}{
		"empty":     {"", ErrNotHTML},
		"text":      {"No page, only words.", ErrNotHTML},
		"binary":    {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR<<<", ErrNotHTML},
		"no words":  {"<html><body><img src=x></body></html>", ErrNoArticle},
		"too large": {"<p>" + strings.Repeat("rain ", MaxPage/5), ErrPageTooLarge},
	} {
		if _, err := HTML(strings.NewReader(tt.source), ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add(page)
	f.Add("<p>\xff\xfe<blockquote class=twitter-tweet>a (@b)<blockquote class=twitter-tweet>c (@d)")
	f.Add("<ul><li><li>1. <li>\x00")
	f.Fuzz(func(t *testing.T, source string) {
		got, err := HTML(strings.NewReader(source), "https://pluie.example/")
		if err != nil {
			return
		}
		if err := checkBlocks(got.Text, Text(got.Text)); err != nil {
			t.Fatal(err)
		}
	})
}
