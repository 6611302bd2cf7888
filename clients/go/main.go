// From nothing to a brief that is known to be whole: go run . "Canada-China since 2018"
// The server: CHANCERY_URL, otherwise http://127.0.0.1:4000.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"chancery.example/brief/chancery"
	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

//go:generate go tool genqlient

func main() {
	log.SetFlags(0)
	err := run(context.Background())
	// What the server says is wrong: a code for programs, a message and a hint for people.
	var told gqlerror.List
	if errors.As(err, &told) {
		for _, one := range told {
			log.Printf("%s: %s (%s)", one.Extensions["code"], one.Message, one.Extensions["hint"])
		}
		os.Exit(1)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	server, text := "http://127.0.0.1:4000", "Canada-China since 2018"
	if address := os.Getenv("CHANCERY_URL"); address != "" {
		server = address
	}
	if len(os.Args) > 1 {
		text = os.Args[1]
	}
	client := graphql.NewClient(server+"/graphql", http.DefaultClient)

	since := "2018"
	found, err := chancery.Events(ctx, client, []string{"CAN", "CHN"}, &since, 3, nil, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%d events\n", found.Events.TotalCount)
	for _, event := range found.Events.Nodes {
		fmt.Printf("%s %s (%s)\n", *event.Date, event.Title, event.Sources[0].Publisher)
	}

	made, err := chancery.Brief(ctx, client, chancery.BriefRequestInput{Text: &text})
	if err != nil {
		return err
	}
	fmt.Printf("%s, information as of %s\n", made.Brief.Title, made.Brief.InformationAsOf)
	file := made.Brief.File
	if file == nil {
		return fmt.Errorf("no file was made")
	}

	bytes, err := fetch(ctx, file.Url)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(bytes)
	if hex.EncodeToString(sum[:]) != file.Sha256 {
		return fmt.Errorf("%s came damaged", file.FileName)
	}
	if err := os.WriteFile(file.FileName, bytes, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s %d bytes %s\n", file.FileName, len(bytes), file.Sha256)
	return nil
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s from %s", response.Status, url)
	}
	return io.ReadAll(response.Body)
}
