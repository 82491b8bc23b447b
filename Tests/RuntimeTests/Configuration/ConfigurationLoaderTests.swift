import Configuration
import Foundation
import Telemetry
import Testing

@Suite("Reading settings")
struct ConfigurationLoaderTests {
    private static let file = """
        bridge:
          http:
            port: 8080
            is-open: false
          token: "s3cret"
        scoring:
          threshold: 1
          # trees: 5
        log:
          folder: /var/lib/eyrie
          segment: 1MiB
          delay: 2s
          color: red
        sources: [a, "b"]
        title: t

        """

    @Test("Without any source all keys have their defaults")
    func defaults() throws {
        for text in [nil, "", "# nothing\n", "---\n", "bridge:\nlog:\n  # all defaults\n"] {
            let settings = try load(text)
            #expect(settings[SampleKeys.port] == 2_801)
            #expect(settings[SampleKeys.isOpen])
            #expect(settings[SampleKeys.token].exposed == "")
            #expect(settings[SampleKeys.threshold] == 0.75)
            #expect(settings[SampleKeys.folder] == "eyrie")
            #expect(settings[SampleKeys.segment] == 67_108_864)
            #expect(settings[SampleKeys.delay] == .milliseconds(150))
            #expect(settings[SampleKeys.color] == .green)
            #expect(settings[SampleKeys.sources] == ["syscall", "k8s"])
            #expect(settings.origin(of: SampleKeys.port) == .byDefault)
        }
    }

    @Test("A file sets keys of every type")
    func file() throws {
        let settings = try load(Self.file)
        #expect(settings[SampleKeys.port] == 8_080)
        #expect(!settings[SampleKeys.isOpen])
        #expect(settings[SampleKeys.token].exposed == "s3cret")
        #expect(settings[SampleKeys.threshold] == 1)
        #expect(settings[SampleKeys.trees] == 100)
        #expect(settings[SampleKeys.folder] == "/var/lib/eyrie")
        #expect(settings[SampleKeys.segment] == 1_048_576)
        #expect(settings[SampleKeys.delay] == .seconds(2))
        #expect(settings[SampleKeys.color] == .red)
        #expect(settings[SampleKeys.sources] == ["a", "b"])
        #expect(settings[SampleKeys.title] == "t")
        #expect(settings.origin(of: SampleKeys.port) == .file(name: "eyrie.yaml", line: 3, column: 5))
    }

    @Test("Environment variables set keys of every type")
    func environment() throws {
        let settings = try load(
            environment: [
                "EYRIE_BRIDGE_HTTP_PORT": "1", "EYRIE_BRIDGE_HTTP_IS_OPEN": "false", "EYRIE_BRIDGE_TOKEN": "12",
                "EYRIE_SCORING_THRESHOLD": "0.5", "EYRIE_LOG_SEGMENT": "2KiB", "EYRIE_LOG_DELAY": "0s",
                "EYRIE_LOG_COLOR": "red", "EYRIE_SOURCES": "a,b c,", "EYRIE_CONFIG": "x.yaml", "PATH": "/bin",
            ]
        )
        #expect(settings[SampleKeys.port] == 1)
        #expect(!settings[SampleKeys.isOpen])
        #expect(settings[SampleKeys.token].exposed == "12")
        #expect(settings[SampleKeys.threshold] == 0.5)
        #expect(settings[SampleKeys.segment] == 2_048)
        #expect(settings[SampleKeys.delay] == .zero)
        #expect(settings[SampleKeys.color] == .red)
        #expect(settings[SampleKeys.sources] == ["a", "b c", ""])
        #expect(try load(environment: ["EYRIE_SOURCES": ""])[SampleKeys.sources] == [])
    }

    @Test("Options win over the environment, the environment over the file, the file over defaults")
    func order() throws {
        let environment = ["EYRIE_BRIDGE_HTTP_PORT": "2", "EYRIE_SCORING_TREES": "2"]
        let assignment = try #require(ConfigurationOption(assignment: "scoring.trees=4"))
        let options = [ConfigurationOption(name: "--trees", path: "scoring.trees", value: "3"), assignment]
        let settings = try load(Self.file, environment: environment, options: options)
        #expect(settings[SampleKeys.delay] == .seconds(2))
        #expect(settings[SampleKeys.port] == 2)
        #expect(settings[SampleKeys.trees] == 4)
        #expect(settings.origin(of: SampleKeys.port) == .environment(name: "EYRIE_BRIDGE_HTTP_PORT"))
        #expect(settings.origin(of: SampleKeys.trees) == .option(name: "--set scoring.trees"))
        #expect(ConfigurationOption(assignment: "scoring.trees") == nil)
    }

    @Test("A dotted key at the top names the same key")
    func dottedKeys() throws {
        #expect(try load("bridge.http.port: 5\n")[SampleKeys.port] == 5)
        #expect(try load("bridge:\n  http.port: 5\n")[SampleKeys.port] == 5)
    }

    @Test("Variables that Kubernetes sets for a service are not settings")
    func serviceLinks() throws {
        let links = [
            "EYRIE_SERVICE_HOST": "10.0.0.1", "EYRIE_SERVICE_PORT": "2801", "EYRIE_SERVICE_PORT_HTTP": "2801",
            "EYRIE_PORT": "tcp://10.0.0.1:2801", "EYRIE_PORT_2801_TCP": "tcp://10.0.0.1:2801",
            "EYRIE_PORT_2801_TCP_PROTO": "tcp", "EYRIE_PORT_2801_TCP_ADDR": "10.0.0.1",
            "EYRIE_BRIDGE_PORT_2801_TCP_PORT": "2801", "EYRIE_BRIDGE_PORT": "tcp://10.0.0.1:2801",
        ]
        #expect(problems(environment: links).isEmpty)
        #expect(problems(environment: ["EYRIE_BRIDGE_PORT": "2801"]).map(\.code) == [.unknownKey])
    }

    @Test("Printed settings are read back as the same settings")
    func roundTrip() throws {
        let title = "quote \" backslash \\ line\n tab\t nul\0 del\u{7F} é 😀 \u{2028} # : -"
        let environment = ["EYRIE_TITLE": title, "EYRIE_LOG_DELAY": "1500us", "EYRIE_SOURCES": "a,,'\"{["]
        let first = try load(environment: environment)
        let second = try load(first.text)
        #expect(second[SampleKeys.title] == title)
        #expect(second[SampleKeys.delay] == .microseconds(1_500))
        #expect(second[SampleKeys.sources] == ["a", "", "'\"{["])
        #expect(try load(second.text).text == second.text)
    }

    @Test("A printed key says type, unit, range, default and where its value came from; secrets are hidden")
    func printed() throws {
        let settings = try load(
            Self.file,
            environment: ["EYRIE_SCORING_TREES": "7"]
        )
        #expect(
            settings.text == #"""
                bridge:
                  http:
                    # The port.
                    # a whole number from 1 to 65535; default 2801; set by eyrie.yaml:3:5
                    port: 8080
                    # Whether it is open.
                    # true or false; default true; set by eyrie.yaml:4:5
                    is-open: false
                  # What senders must say; empty: nothing.
                  # secret; text; default ""; set by eyrie.yaml:5:3
                  token: "<hidden>"
                scoring:
                  # The threshold.
                  # a number from 0.0 to 1.0; default 0.75; set by eyrie.yaml:7:3
                  threshold: 1.0
                  # The size.
                  # a whole number from 1 to 500 trees; default 100; set by environment variable EYRIE_SCORING_TREES
                  trees: 7
                log:
                  # The folder.
                  # the path of a file or folder; default "eyrie"; set by eyrie.yaml:10:3
                  folder: "/var/lib/eyrie"
                  # The size of a segment.
                  # a size with a unit from 1KiB to 1GiB; default 64MiB; set by eyrie.yaml:11:3
                  segment: 1MiB
                  # The delay.
                  # a duration with a unit from 0s to 1m; default 150ms; set by eyrie.yaml:12:3
                  delay: 2s
                  # The color.
                  # one of red, green; default "green"; set by eyrie.yaml:13:3
                  color: "red"
                # Accepted sources.
                # a list of texts; default ["syscall", "k8s"]; set by eyrie.yaml:14:1
                sources: ["a", "b"]
                # The title.
                # text; default "a \"b\""; set by eyrie.yaml:15:1
                title: "t"
                worker:
                  # A pause.
                  # auto or a duration with a unit from 0s to 1m; default auto; set by default
                  pause: auto
                  # A count.
                  # auto or a whole number from 1 to 9; default auto; set by default
                  count: auto
                client:
                  # Any names.
                  # texts by name, each set on its own as KEY.NAME; default {}; set by default
                  properties: {}

                """#
        )
    }

    @Test("A file is read whole, and one that is missing or too large is refused")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("eyrie.yaml").path
        let missing = try #require(throws: ConfigurationError.self) { try ConfigurationFile.read(path) }
        #expect(
            missing.description
                == "reading the configuration: \(path): No such file or directory; give a file that can be read"
        )
        let isDirectory = try #require(throws: ConfigurationError.self) { try ConfigurationFile.read(folder.path) }
        #expect(isDirectory.problems.map(\.code) == [.unreadable])
        let padding = String(repeating: "#", count: ConfigurationFile.largest - Self.file.utf8.count)
        try Data((Self.file + padding).utf8).write(to: URL(fileURLWithPath: path))
        let file = try ConfigurationFile.read(path)
        #expect(file.bytes.count == ConfigurationFile.largest)
        #expect(try ConfigurationLoader(SampleKeys.schema).load(file: file)[SampleKeys.port] == 8_080)
        try Data((Self.file + padding + "#").utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ConfigurationError.self) { try ConfigurationFile.read(path) }
    }

    @Test("Keys that contradict each other stop the program")
    func preconditions() async {
        await #expect(processExitsWith: .failure) {
            let keys = ["a.b", "a.b.c"].map { ConfigurationKey.bool($0, default: true, "A key.").declaration }
            _ = ConfigurationSchema(keys)
        }
        await #expect(processExitsWith: .failure) {
            let keys = ["a.b", "a-b"].map { ConfigurationKey.bool($0, default: true, "A key.").declaration }
            _ = ConfigurationSchema(keys)
        }
        await #expect(processExitsWith: .failure) {
            _ = ConfigurationKey.integer("a", in: 1...2, default: 3, "Its default is not allowed.")
        }
    }
}
