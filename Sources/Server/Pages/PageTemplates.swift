/// The pages as Mustache templates.
enum PageTemplates {
    /// Puts a page's own part into what all of them share.
    static func page(_ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}} – Assay</title>
        <link rel="stylesheet" href="/assets/style.css">
        </head>
        <body>
        <header><a href="/">Assay</a></header>
        {{#isSimulated}}<p class="warning" role="alert"><strong>SIMULATED.</strong> The evidence here is made by \
        software, not by a measured machine. It proves that files agree with each other, and nothing about where they \
        were built.</p>{{/isSimulated}}
        <main>
        \(body)
        </main>
        <footer><a href="/openapi.json">API</a> · <a href="/health">health</a></footer>
        </body>
        </html>

        """
    }

    static let list = """
        <h1>Builds</h1>
        {{#isEmpty}}<p>There are no public builds yet.</p>{{/isEmpty}}
        {{^isEmpty}}
        <table>
        <thead><tr><th scope="col">Build</th><th scope="col">Repository</th><th scope="col">Ref</th>\
        <th scope="col">Commit</th><th scope="col">Status</th><th scope="col">Created</th></tr></thead>
        <tbody>
        {{#builds}}
        <tr><td><a href="/builds/{{id}}"><code>{{shortID}}</code></a></td><td>{{repository}}</td><td>{{ref}}</td>\
        <td><code>{{commit}}</code></td>\
        <td><span class="status {{status}}">{{status}}</span>{{#isSimulated}} <strong>simulated</strong>{{/isSimulated}}\
        </td><td><time>{{created}}</time></td></tr>
        {{/builds}}
        </tbody>
        </table>
        {{#hasNext}}<p><a rel="next" href="/builds?cursor={{next}}">Older builds</a></p>{{/hasNext}}
        {{/isEmpty}}
        """

    static let build = """
        <h1>Build <code>{{id}}</code></h1>
        <p>Status: <span id="status" class="status {{status}}" role="status">{{status}}</span></p>
        {{#hasFailed}}<p class="failure"><strong>{{errorType}}</strong>: {{error}} {{hint}}</p>{{/hasFailed}}
        <dl>
        <dt>Repository</dt><dd>{{repository}}</dd>
        <dt>Ref</dt><dd>{{ref}}</dd>
        <dt>Commit</dt><dd><code>{{commit}}</code></dd>
        <dt>Started by</dt><dd>{{trigger}}</dd>
        <dt>Created</dt><dd><time>{{created}}</time></dd>
        {{#isFinished}}<dt>Finished</dt><dd><time>{{finished}}</time></dd>{{/isFinished}}
        {{#hasOutput}}<dt>Platform</dt><dd>{{platform}}{{#isSimulated}} <strong>(simulated)</strong>{{/isSimulated}}</dd>\
        {{/hasOutput}}
        {{#hasRelease}}<dt>Release</dt><dd><a rel="noreferrer" href="{{release}}">{{release}}</a></dd>{{/hasRelease}}
        </dl>
        {{#hasOutput}}
        <h2>Files</h2>
        <ul>
        {{#artifacts}}<li><a href="/builds/{{id}}/artifacts/{{name}}">{{name}}</a>, {{size}} bytes, SHA-256 \
        <code>{{sha256}}</code></li>{{/artifacts}}
        <li><a href="/builds/{{id}}/provenance">provenance.json</a></li>
        <li><a href="/builds/{{id}}/evidence">evidence.json</a></li>
        <li><a href="/builds/{{id}}/bundle">all of it (tar.gz)</a></li>
        </ul>
        {{/hasOutput}}
        <h2>Log</h2>
        <pre id="log" data-events="/builds/{{id}}/events" tabindex="0" aria-label="Build log"></pre>
        <noscript><p><a href="/builds/{{id}}/log">The log as a file</a></p></noscript>
        <script src="/assets/build.js" defer></script>
        """
}
