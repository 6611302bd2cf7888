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
	"time"

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

	ordered, err := chancery.Order(ctx, client, chancery.RequestBriefInput{
		Requests: []chancery.BriefRequestInput{{Text: &text}},
		Formats:  []chancery.Format{chancery.FormatPdf},
	})
	if err != nil {
		return err
	}
	job := ordered.RequestBrief.Job
	if job == nil {
		for _, one := range ordered.RequestBrief.UserErrors {
			log.Printf("%s: %s (%s)", one.Code, one.Message, one.Hint)
		}
		os.Exit(1)
	}

	for status := job.Status; status == chancery.JobStatusQueued || status == chancery.JobStatusRunning; {
		time.Sleep(500 * time.Millisecond)
		told, err := chancery.Job(ctx, client, job.Id)
		if err != nil {
			return err
		}
		status = told.Job.Status
		log.Printf("%s %d of %d", status, told.Job.Progress.Done, told.Job.Progress.Total)
	}

	made, err := chancery.Files(ctx, client, job.Id, nil)
	if err != nil {
		return err
	}
	for _, item := range made.Job.Items.Nodes {
		if item.Error != nil {
			return fmt.Errorf("%s: %s (%s)", item.Error.Code, item.Error.Message, item.Error.Hint)
		}
		for _, file := range item.Files {
			if err := keep(ctx, file.Url, file.FileName, file.Sha256); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep downloads a file, and writes it where it is what was announced.
func keep(ctx context.Context, url, name, sha string) error {
	bytes, err := fetch(ctx, url)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(bytes); hex.EncodeToString(sum[:]) != sha {
		return fmt.Errorf("%s came damaged", name)
	}
	if err := os.WriteFile(name, bytes, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s %d bytes %s\n", name, len(bytes), sha)
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
