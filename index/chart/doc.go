// Package chart draws pictures of figures. It knows nothing of what they are of.
package chart
