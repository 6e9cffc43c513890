//! `GET /openapi.json`: what there is, for programs that make clients of it. The schemas are those of the types that are read
//! and written.

mod foreign;
mod operations;

use axum::response::Response;
use lictor::{Record, Sample};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::{catalogue, json as answer, stream};
use crate::problem::Problem;
use operations::{Body, Operation, Path};

pub(super) async fn openapi() -> Response {
    answer(&document())
}

/// The description of the server's interface, OpenAPI 3.1.
pub(crate) fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    name_types(&mut generator);
    let mut paths = Map::new();
    for path in operations::paths() {
        let item = paths.entry(path.path.clone()).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(path.operation.method.into(), operation(&path));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Lictor",
            "summary": "Checks what a language model answered, before the user sees it.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": paths,
        // A server without keys asks for none.
        "security": [{}, {"bearer": []}, {"key": []}, {"certificate": []}],
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A key that `lictor serve key` made."},
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The same key."},
                "certificate": {"type": "mutualTLS", "description": "Where `tls.client_authorities` says so."},
            },
            "responses": responses(),
            "schemas": generator.take_definitions(true),
        },
    })
}

/// Gives each type its place among the schemas.
fn name_types(generator: &mut SchemaGenerator) {
    generator.subschema_for::<Sample>();
    generator.subschema_for::<Record>();
    generator.subschema_for::<catalogue::Policies>();
    generator.subschema_for::<catalogue::Rules>();
    generator.subschema_for::<stream::Piece>();
    generator.subschema_for::<stream::Event<'static>>();
    generator.subschema_for::<Problem>();
}

fn operation(path: &Path) -> Value {
    let Operation { id, summary, tag, body, answer, problems, open, .. } = &path.operation;
    let id = if path.named { format!("{id}-under-policy") } else { (*id).to_owned() };
    let mut operation = json!({"operationId": id, "summary": summary, "tags": [tag]});
    let mut responses = json!({"200": {"description": answer.description, "content": content(answer)}});
    for status in *problems {
        responses[*status] = json!({"$ref": format!("#/components/responses/{status}")});
    }
    if let Some(body) = body {
        let content = content(body);
        operation["requestBody"] = json!({"description": body.description, "required": true, "content": content});
    }
    if path.named {
        let schema = json!({"type": "string", "pattern": "^[a-z0-9._-]{1,64}$"});
        let description = "A policy's name on this server: `GET /v1/policies` lists them.";
        operation["parameters"] =
            json!([{"name": "policy", "in": "path", "required": true, "description": description, "schema": schema}]);
        // Of the proxy's errors this is one as well.
        if responses.get("default").is_none() {
            responses["404"] = json!({"$ref": "#/components/responses/404"});
        }
    }
    if *open {
        operation["security"] = json!([]);
    }
    operation["responses"] = responses;
    operation
}

/// A body in each of its forms.
fn content(body: &Body) -> Value {
    let of = |form: &&str| {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let schema = match (body.schema, *form) {
            (None, "application/json") => json!({"type": "object"}),
            (None, _) => json!({"type": "string"}),
            (Some(name), "application/json") => reference(name),
            // OpenAPI 3.1 has no word for a schema of each line.
            (Some(name), _) => json!({"type": "string", "x-line-schema": reference(name)}),
        };
        ((*form).to_owned(), json!({"schema": schema}))
    };
    Value::Object(body.forms.iter().map(of).collect())
}

/// What is answered where nothing was checked.
fn responses() -> Value {
    let problems = [
        ("400", "The body is no JSON, no UTF-8, or did not arrive whole."),
        ("401", "A key is needed, or nobody has this one."),
        ("403", "The key is not for this endpoint."),
        ("404", "There is no such policy for this key."),
        ("408", "The body came too slowly."),
        ("413", "The body is too large."),
        ("415", "The body is compressed."),
        ("422", "The body is JSON and not what is checked here."),
        ("429", "The key has too many requests under way."),
        ("500", "The server failed."),
        ("503", "The server is overloaded."),
    ];
    let response = |(status, description): (&str, &str)| {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        let mut response =
            json!({"description": description, "content": {"application/problem+json": {"schema": schema}}});
        match status {
            "429" | "503" => {
                let schema = json!({"type": "integer", "minimum": 1});
                let description = "Seconds after which it is worth asking again.";
                response["headers"] = json!({"Retry-After": {"description": description, "schema": schema}});
            }
            "401" => response["headers"] = json!({"WWW-Authenticate": {"schema": {"const": "Bearer"}}}),
            _ => {}
        }
        (status.to_owned(), response)
    };
    let mut responses: Map<String, Value> = problems.into_iter().map(response).collect();
    let fields = json!({
        "message": {"type": "string"},
        "type": {"type": "string"},
        "param": {"type": ["string", "null"]},
        "code": {"type": ["string", "null"]},
    });
    let error = json!({"type": "object", "properties": fields, "required": ["message", "type"]});
    let schema = json!({"type": "object", "properties": {"error": error}, "required": ["error"]});
    let description = "An error as OpenAI's API has it. `error.code` is the problem, or `content_filter`.";
    responses.insert(
        "default".into(),
        json!({"description": description, "content": {"application/json": {"schema": schema}}}),
    );
    Value::Object(responses)
}
