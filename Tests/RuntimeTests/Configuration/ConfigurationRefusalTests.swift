import Configuration
import Testing

@Suite("Settings that are refused")
struct ConfigurationRefusalTests {
    @Test(
        "A file is refused with file, line, key and what is allowed",
        arguments: [
            (
                "bridge:\n  http:\n    prt: 1\n", ConfigurationProblem.Code.unknownKey,
                "eyrie.yaml:3:5: bridge.http.prt: no such key, did you mean 'bridge.http.port'?; "
                    + "'config print' shows all keys"
            ),
            (
                "http:\n  port: 1\n", .unknownKey,
                "eyrie.yaml:1:1: http: no such key; 'config print' shows all keys"
            ),
            (
                "port: 1\n", .unknownKey,
                "eyrie.yaml:1:1: port: no such key, did you mean 'bridge.http.port'?; 'config print' shows all keys"
            ),
            (
                "bridge:\n  http:\n    port: 65536\n", .outOfRange,
                "eyrie.yaml:3:5: bridge.http.port: is '65536'; it must be a whole number from 1 to 65535"
            ),
            (
                "bridge: {http: {port: '80'}}\n", .wrongType,
                "eyrie.yaml:1:17: bridge.http.port: is '80'; it must be a whole number from 1 to 65535"
            ),
            (
                "bridge: {http: {port: 80.5}}\n", .wrongType,
                "eyrie.yaml:1:17: bridge.http.port: is '80.5'; it must be a whole number from 1 to 65535"
            ),
            (
                "bridge: {http: {port: 99999999999999999999}}\n", .wrongType,
                "eyrie.yaml:1:17: bridge.http.port: is '99999999999999999999'; "
                    + "it must be a whole number from 1 to 65535"
            ),
            (
                "bridge: {http: {port: }}\n", .wrongType,
                "eyrie.yaml:1:17: bridge.http.port: is ''; it must be a whole number from 1 to 65535"
            ),
            (
                "bridge: {http: {is-open: yes}}\n", .wrongType,
                "eyrie.yaml:1:17: bridge.http.is-open: is 'yes'; it must be true or false"
            ),
            (
                "scoring: {threshold: .nan}\n", .outOfRange,
                "eyrie.yaml:1:11: scoring.threshold: is '.nan'; it must be a number from 0.0 to 1.0"
            ),
            (
                "scoring: {trees: 501}\n", .outOfRange,
                "eyrie.yaml:1:11: scoring.trees: is '501'; it must be a whole number from 1 to 500 trees"
            ),
            (
                "log: {delay: 10}\n", .wrongType,
                "eyrie.yaml:1:7: log.delay: is '10'; it must be a duration with a unit from 0s to 1m"
            ),
            (
                "log: {delay: 10 s}\n", .wrongType,
                "eyrie.yaml:1:7: log.delay: is '10 s'; it must be a duration with a unit from 0s to 1m"
            ),
            (
                "log: {delay: 61s}\n", .outOfRange,
                "eyrie.yaml:1:7: log.delay: is '61s'; it must be a duration with a unit from 0s to 1m"
            ),
            (
                "log: {delay: 9999999999999d}\n", .wrongType,
                "eyrie.yaml:1:7: log.delay: is '9999999999999d'; it must be a duration with a unit from 0s to 1m"
            ),
            (
                "log: {segment: 64MB}\n", .wrongType,
                "eyrie.yaml:1:7: log.segment: is '64MB'; it must be a size with a unit from 1KiB to 1GiB"
            ),
            (
                "log: {segment: 1B}\n", .outOfRange,
                "eyrie.yaml:1:7: log.segment: is '1B'; it must be a size with a unit from 1KiB to 1GiB"
            ),
            (
                "log: {color: blue}\n", .outOfRange,
                "eyrie.yaml:1:7: log.color: is 'blue'; it must be one of red, green"
            ),
            (
                "log: {folder: \"a\\0b\"}\n", .outOfRange,
                "eyrie.yaml:1:7: log.folder: is 'a\0b'; it must be the path of a file or folder"
            ),
            (
                "log: {folder: 5}\n", .wrongType,
                "eyrie.yaml:1:7: log.folder: is '5'; it must be the path of a file or folder"
            ),
            (
                "title: [a]\n", .wrongType,
                "eyrie.yaml:1:1: title: is a list or a section; it must be text"
            ),
            ("sources: a\n", .wrongType, "eyrie.yaml:1:1: sources: is 'a'; it must be a list of texts"),
            (
                "sources: [a, 1]\n", .wrongType,
                "eyrie.yaml:1:1: sources: is a list or a section; it must be a list of texts"
            ),
            ("log: [a]\n", .wrongType, "eyrie.yaml:1:1: log: must hold keys; write keys below it, indented"),
            ("log: a\n", .wrongType, "eyrie.yaml:1:1: log: must hold keys; write keys below it, indented"),
            ("- a\n", .wrongType, "eyrie.yaml:1:1: must hold keys; write keys below it, indented"),
            (
                "title: a\nlog.delay: 1s\nlog: {delay: 2s}\n", .duplicateKey,
                "eyrie.yaml:3:7: log.delay: stands in line 2, too; keep one of them"
            ),
            ("title: a\ntitle: b\n", .notYAML, "eyrie.yaml:2:1: key 'title' stands twice; keep one of them"),
            (
                "a: [\n", .notYAML,
                "eyrie.yaml:2:1: while parsing a flow node: did not find expected node content; "
                    + "correct the text there"
            ),
            ("--- {}\n--- {}\n", .notYAML, "eyrie.yaml:2:5: a second document begins; keep one document in a file"),
        ]
    )
    func file(text: String, code: ConfigurationProblem.Code, line: String) {
        let found = problems(text)
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.description) == [line])
    }

    @Test("Environment variables are refused by name")
    func environment() {
        let found = problems(environment: ["EYRIE_LOG_DELAYS": "1", "EYRIE_LOG_DELAY": "x", "EYRIE_TITL": "x"])
        #expect(
            found.map(\.description) == [
                "environment variable EYRIE_LOG_DELAY: log.delay: is 'x'; "
                    + "it must be a duration with a unit from 0s to 1m",
                "environment variable EYRIE_LOG_DELAYS: no key has this variable, did you mean 'EYRIE_LOG_DELAY'?; "
                    + "'config print' shows all keys",
                "environment variable EYRIE_TITL: no key has this variable, did you mean 'EYRIE_TITLE'?; "
                    + "'config print' shows all keys",
            ]
        )
    }

    @Test("Options are refused by name")
    func options() {
        let found = problems(options: [
            ConfigurationOption(name: "--port", path: "bridge.http.port", value: "0"),
            ConfigurationOption(name: "--set log.dely", path: "log.dely", value: "1s"),
            ConfigurationOption(name: "--open", path: "bridge.http.is-open", value: "yes"),
            ConfigurationOption(name: "--share", path: "scoring.threshold", value: "nan"),
        ])
        #expect(
            found.map(\.description) == [
                "option --port: bridge.http.port: is '0'; it must be a whole number from 1 to 65535",
                "option --set log.dely: log.dely: no such key, did you mean 'log.delay'?; "
                    + "'config print' shows all keys",
                "option --open: bridge.http.is-open: is 'yes'; it must be true or false",
                "option --share: scoring.threshold: is 'nan'; it must be a number from 0.0 to 1.0",
            ]
        )
    }

    @Test("All problems of all sources are reported, also of a value that a later source replaces")
    func all() {
        let found = problems(
            "bridge: {http: {port: 0}}\nlog: {color: blue}\n",
            environment: ["EYRIE_BRIDGE_HTTP_PORT": "80"],
            options: [ConfigurationOption(name: "--x", path: "x", value: "")]
        )
        #expect(found.map(\.key) == ["bridge.http.port", "log.color", "x"])
        let error = #expect(throws: ConfigurationError.self) { try load("x: 1\ny: 2\n") }
        #expect(error?.description.split(separator: "\n").count == 2)
    }

    @Test(
        "No message shows a secret",
        arguments: ["[hunter2]", "123456789012345678901234567890", "20240101", "!!int hunter2", "!own hunter2"]
    )
    func secrets(value: String) {
        let found = problems("bridge: {token: \(value)}\n")
        #expect(found.map(\.description) == ["eyrie.yaml:1:10: bridge.token: is <hidden>; it must be text"])
    }

    @Test("The placeholder of a secret is refused, wherever it stands")
    func placeholder() throws {
        let printed = try load("bridge: {token: hunter2}\n").text
        #expect(!printed.contains("hunter2"))
        #expect(problems(printed).map(\.code) == [.placeholder])
        #expect(problems(environment: ["EYRIE_BRIDGE_TOKEN": "<hidden>"]).map(\.code) == [.placeholder])
    }
}
