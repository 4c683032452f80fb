/// The description of the API that `/openapi.json` serves.
enum OpenAPI {
    static let document = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Assay",
            "version": "1",
            "description": "Attested builds. Every route also answers, always with JSON, under /v1 and /api."
          },
          "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "parameters": {
              "id": { "name": "id", "in": "path", "required": true, "schema": { "$ref": "#/components/schemas/BuildID" } },
              "name": { "name": "name", "in": "path", "required": true, "schema": { "type": "string", "maxLength": 128 } }
            },
            "responses": {
              "Error": {
                "description": "An error",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } }
              },
              "File": {
                "description": "The file; single byte ranges are served with 206 and 416",
                "content": { "application/octet-stream": {} }
              },
              "Events": {
                "description": "Server-sent events: info, log, complete",
                "content": { "text/event-stream": { "schema": { "$ref": "#/components/schemas/Event" } } }
              },
              "Build": {
                "description": "A build",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Build" } } }
              }
            },
            "schemas": {
              "BuildID": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
              "Status": { "enum": ["queued", "running", "publishing", "success", "failed", "cancelled"] },
              "Error": {
                "type": "object",
                "required": ["detail", "error_type"],
                "properties": { "detail": { "type": "string" }, "error_type": { "type": "string" } }
              },
              "BuildForm": {
                "type": "object",
                "description": "Exactly one of source and repo_url",
                "properties": {
                  "source": { "type": "string", "format": "binary", "description": "A ZIP archive" },
                  "repo_url": { "type": "string", "maxLength": 2048 },
                  "ref": { "type": "string", "description": "A branch, tag or commit; with repo_url only" },
                  "nonce": { "type": "string", "pattern": "^[0-9a-fA-F-]{32,36}$" },
                  "publish": { "type": "boolean" }
                }
              },
              "BuildJSON": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "nonce": { "type": ["string", "null"] },
                  "repo_url": { "type": ["string", "null"] },
                  "repo_ref": { "type": ["string", "null"] },
                  "source_data": { "type": ["string", "null"], "contentEncoding": "base64" },
                  "source_name": { "type": ["string", "null"] }
                }
              },
              "Artifact": {
                "type": "object",
                "properties": {
                  "name": { "type": "string" },
                  "sha256": { "type": "string" },
                  "size": { "type": "integer" },
                  "download_url": { "type": "string" }
                }
              },
              "Result": {
                "type": "object",
                "properties": {
                  "build_id": { "$ref": "#/components/schemas/BuildID" },
                  "status": { "$ref": "#/components/schemas/Status" },
                  "artifacts": { "type": "array", "items": { "$ref": "#/components/schemas/Artifact" } },
                  "build_config": {
                    "type": ["object", "null"],
                    "properties": { "name": { "type": "string" }, "download_url": { "type": "string" } }
                  },
                  "provenance": { "type": ["object", "null"] },
                  "attestation": { "type": ["string", "null"], "contentEncoding": "base64" },
                  "provenance_url": { "type": "string" },
                  "evidence_url": { "type": "string" },
                  "error": { "type": "string" },
                  "error_type": { "type": "string" }
                }
              },
              "Event": {
                "type": "object",
                "required": ["type"],
                "properties": {
                  "type": { "enum": ["info", "log", "complete"] },
                  "message": { "type": "string" },
                  "build_id": { "$ref": "#/components/schemas/BuildID" },
                  "result": { "$ref": "#/components/schemas/Result" }
                }
              },
              "Build": {
                "type": "object",
                "properties": {
                  "build_id": { "$ref": "#/components/schemas/BuildID" },
                  "status": { "$ref": "#/components/schemas/Status" },
                  "trigger": { "enum": ["webhook", "manual"] },
                  "forge": { "type": ["string", "null"] },
                  "repository": { "type": ["string", "null"] },
                  "ref": { "type": ["string", "null"] },
                  "commit": { "type": ["string", "null"] },
                  "public": { "type": "boolean" },
                  "platform": { "type": ["string", "null"] },
                  "created_at": { "type": "string", "format": "date-time" },
                  "started_at": { "type": ["string", "null"], "format": "date-time" },
                  "finished_at": { "type": ["string", "null"], "format": "date-time" },
                  "attempt": { "type": "integer" },
                  "retry_of": { "type": ["string", "null"] },
                  "url": { "type": "string" },
                  "events_url": { "type": "string" },
                  "log_url": { "type": "string" },
                  "error": { "type": "string" },
                  "error_type": { "type": "string" },
                  "hint": { "type": "string" },
                  "result": { "oneOf": [{ "$ref": "#/components/schemas/Result" }, { "type": "null" }] },
                  "release_url": { "type": ["string", "null"] }
                }
              }
            }
          },
          "paths": {
            "/build": {
              "post": {
                "summary": "Build and wait; with a JSON body, start a job",
                "security": [{ "bearer": [] }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "multipart/form-data": { "schema": { "$ref": "#/components/schemas/BuildForm" } },
                    "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/BuildForm" } },
                    "application/json": { "schema": { "$ref": "#/components/schemas/BuildJSON" } }
                  }
                },
                "responses": {
                  "200": {
                    "description": "The result, an archive for Accept: application/zip, or {\"job_id\"}",
                    "content": {
                      "application/json": { "schema": { "$ref": "#/components/schemas/Result" } },
                      "application/zip": {}
                    }
                  },
                  "400": { "$ref": "#/components/responses/Error" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "413": { "$ref": "#/components/responses/Error" },
                  "415": { "$ref": "#/components/responses/Error" },
                  "500": { "description": "The build failed: its result" }
                }
              }
            },
            "/build/stream": {
              "post": {
                "summary": "Build and stream the events",
                "security": [{ "bearer": [] }],
                "requestBody": {
                  "required": true,
                  "content": { "multipart/form-data": { "schema": { "$ref": "#/components/schemas/BuildForm" } } }
                },
                "responses": {
                  "200": { "$ref": "#/components/responses/Events" },
                  "400": { "$ref": "#/components/responses/Error" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "413": { "$ref": "#/components/responses/Error" },
                  "415": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/build/{id}/events": {
              "get": {
                "summary": "The events of a job in the words of the later Kettle API",
                "parameters": [
                  { "$ref": "#/components/parameters/id" },
                  { "name": "from", "in": "query", "schema": { "type": "integer", "minimum": 0 } }
                ],
                "responses": {
                  "200": { "description": "Server-sent events", "content": { "text/event-stream": {} } },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/build/{id}/result": {
              "get": {
                "summary": "The files of a job as a tar.gz archive",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "description": "The archive", "content": { "application/gzip": {} } },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds": {
              "get": {
                "summary": "Public builds, newest first",
                "parameters": [
                  { "name": "repository", "in": "query", "schema": { "type": "string" } },
                  { "name": "ref", "in": "query", "schema": { "type": "string" } },
                  { "name": "commit", "in": "query", "schema": { "type": "string", "pattern": "^[0-9a-f]{40}$" } },
                  { "name": "status", "in": "query", "schema": { "$ref": "#/components/schemas/Status" } },
                  { "name": "cursor", "in": "query", "schema": { "type": "string" } },
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } }
                ],
                "responses": {
                  "200": {
                    "description": "A page of builds",
                    "content": {
                      "application/json": {
                        "schema": {
                          "type": "object",
                          "properties": {
                            "builds": { "type": "array", "items": { "$ref": "#/components/schemas/Build" } },
                            "next_cursor": { "type": ["string", "null"] }
                          }
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}": {
              "get": {
                "summary": "One build",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/Build" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/events": {
              "get": {
                "summary": "The events of a build, from Last-Event-ID on",
                "parameters": [
                  { "$ref": "#/components/parameters/id" },
                  { "name": "Last-Event-ID", "in": "header", "schema": { "type": "integer", "minimum": 0 } }
                ],
                "responses": {
                  "200": { "$ref": "#/components/responses/Events" },
                  "204": { "description": "Everything has been read" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/cancel": {
              "post": {
                "summary": "Cancel a build",
                "security": [{ "bearer": [] }],
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "202": { "$ref": "#/components/responses/Build" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "404": { "$ref": "#/components/responses/Error" },
                  "409": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/retry": {
              "post": {
                "summary": "Try a build again that failed or was cancelled",
                "security": [{ "bearer": [] }],
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "202": { "$ref": "#/components/responses/Build" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "404": { "$ref": "#/components/responses/Error" },
                  "409": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/artifacts/{name}": {
              "get": {
                "summary": "An artifact",
                "parameters": [{ "$ref": "#/components/parameters/id" }, { "$ref": "#/components/parameters/name" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/build-config/{name}": {
              "get": {
                "summary": "The file that decided how the build was made",
                "parameters": [{ "$ref": "#/components/parameters/id" }, { "$ref": "#/components/parameters/name" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/provenance": {
              "get": {
                "summary": "provenance.json",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/evidence": {
              "get": {
                "summary": "evidence.json",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/log": {
              "get": {
                "summary": "build.log",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/builds/{id}/bundle": {
              "get": {
                "summary": "Everything as a tar.gz archive, as assay build writes it",
                "parameters": [{ "$ref": "#/components/parameters/id" }],
                "responses": {
                  "200": { "$ref": "#/components/responses/File" },
                  "404": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/webhooks/{forge}": {
              "post": {
                "summary": "A delivery signed with the forge-wide secret",
                "parameters": [{ "name": "forge", "in": "path", "required": true, "schema": { "type": "string" } }],
                "responses": {
                  "200": { "description": "There is nothing to do" },
                  "202": { "description": "Stored: a build is queued or known" },
                  "400": { "$ref": "#/components/responses/Error" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "404": { "$ref": "#/components/responses/Error" },
                  "413": { "$ref": "#/components/responses/Error" },
                  "415": { "$ref": "#/components/responses/Error" },
                  "503": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/webhooks/{forge}/{hook}": {
              "post": {
                "summary": "A delivery signed with the secret of one repository's hook",
                "parameters": [
                  { "name": "forge", "in": "path", "required": true, "schema": { "type": "string" } },
                  { "name": "hook", "in": "path", "required": true, "schema": { "type": "string" } }
                ],
                "responses": {
                  "200": { "description": "There is nothing to do" },
                  "202": { "description": "Stored: a build is queued or known" },
                  "400": { "$ref": "#/components/responses/Error" },
                  "401": { "$ref": "#/components/responses/Error" },
                  "404": { "$ref": "#/components/responses/Error" },
                  "413": { "$ref": "#/components/responses/Error" },
                  "415": { "$ref": "#/components/responses/Error" },
                  "503": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/health": { "get": { "summary": "The process answers", "responses": { "200": { "description": "ok" } } } },
            "/readyz": {
              "get": {
                "summary": "The store can be written",
                "responses": {
                  "200": { "description": "ready" },
                  "503": { "$ref": "#/components/responses/Error" }
                }
              }
            },
            "/metrics": {
              "get": {
                "summary": "Counters for Prometheus, of private builds too",
                "responses": { "200": { "description": "text" }, "401": { "$ref": "#/components/responses/Error" } }
              }
            },
            "/openapi.json": {
              "get": { "summary": "This document", "responses": { "200": { "description": "OpenAPI 3.1" } } }
            }
          }
        }

        """#
}
