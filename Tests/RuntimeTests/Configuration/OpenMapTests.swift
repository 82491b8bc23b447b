import Configuration
import Telemetry
import Testing

@Suite("Maps of texts, and settings that the program chooses")
struct OpenMapTests {
    @Test(
        "names with dots stand in a file as they are, as sections, or in one dotted key",
        arguments: [
            "client:\n  properties:\n    ssl.ca.location: /ca\n    linger.ms: 5\n    on: true\n",
            "client: {properties: {\"ssl.ca.location\": /ca, linger: {ms: 5}, \"on\": true}}\n",
            "client.properties:\n  ssl:\n    ca:\n      location: /ca\n  linger.ms: \"5\"\n  on: \"true\"\n",
            "client.properties.ssl.ca.location: /ca\nclient:\n  properties: {linger.ms: 5, on: true}\n",
        ]
    )
    func file(text: String) throws {
        let settings = try load(text)
        #expect(settings[SampleKeys.properties] == ["ssl.ca.location": "/ca", "linger.ms": "5", "on": "true"])
    }

    @Test("without any there are none, also below an empty key")
    func empty() throws {
        for text in [nil, "client:\n", "client:\n  properties:\n", "client: {properties: {}}\n"] {
            #expect(try load(text)[SampleKeys.properties] == [:])
        }
    }

    @Test("file, environment and options set one name each, the later over the earlier")
    func sources() throws {
        let settings = try load(
            "client: {properties: {a.b: file, c: file, d: file}}\n",
            environment: ["EYRIE_CLIENT_PROPERTIES_C": "environment", "EYRIE_CLIENT_PROPERTIES_X_Y": "environment"],
            options: [
                ConfigurationOption(name: "--set", path: "client.properties.d", value: "a=b,c"),
                ConfigurationOption(name: "--set", path: "client.properties.e.f", value: ""),
            ]
        )
        #expect(
            settings[SampleKeys.properties] == [
                "a.b": "file", "c": "environment", "x.y": "environment", "d": "a=b,c", "e.f": "",
            ]
        )
    }

    @Test("they are printed with origins, secrets hidden, and read back the same")
    func printed() throws {
        let settings = try load(
            "client: {properties: {\"a \\\"b\": \"c: d\"}}\n",
            options: [
                ConfigurationOption(name: "--set client.properties.e.f", path: "client.properties.e.f", value: "1")
            ]
        )
        #expect(settings.text.contains("# set by option --set client.properties.e.f\n    \"e.f\": \"1\"\n"))
        #expect(try load(settings.text)[SampleKeys.properties] == settings[SampleKeys.properties])

        let hidden = try load("client: {properties: {a.password: s3cret}}\n")
        #expect(hidden[SampleKeys.properties] == ["a.password": "s3cret"])
        #expect(!hidden.text.contains("s3cret"))
        #expect(hidden.text.contains("\"a.password\": \"\(Secret<String>.placeholder)\""))
        #expect(problems(hidden.text).map(\.code) == [.placeholder])
    }

    @Test(
        "an entry that is not a text by name is refused",
        arguments: ["client: {properties: x}\n", "client: {properties: [x]}\n", "client: {properties: {a: [x]}}\n"]
    )
    func refused(text: String) {
        #expect(problems(text).map(\.code) == [.wrongType])
    }

    @Test("the same name twice in a file is refused, whatever its form")
    func twice() {
        let text = "client:\n  properties:\n    a.b: 1\n    a:\n      b: 2\n"
        #expect(problems(text).map(\.code) == [.duplicateKey])
        #expect(problems(text).map(\.key) == ["client.properties.a.b"])
    }

    @Test("a map as a whole is not an option and no variable")
    func whole() {
        let option = ConfigurationOption(name: "--set", path: "client.properties", value: "a")
        #expect(problems(options: [option]).map(\.code) == [.wrongType])
        #expect(problems(environment: ["EYRIE_CLIENT_PROPERTIES": "a"]).map(\.code) == [.wrongType])
    }

    @Test("what is chosen by the program is nil until it is set, and can be given back")
    func automatic() throws {
        let untouched = try load()
        #expect(untouched[SampleKeys.pause] == nil)
        #expect(untouched[SampleKeys.count] == nil)
        #expect(untouched.text.contains("  pause: auto\n"))
        #expect(try load(untouched.text)[SampleKeys.pause] == nil)
        let set = try load("worker: {pause: 5s, count: 3}\n")
        #expect(set[SampleKeys.pause] == .seconds(5))
        #expect(set[SampleKeys.count] == 3)
        #expect(try load(set.text)[SampleKeys.count] == 3)
        let back = try load(
            "worker: {pause: 5s}\n",
            environment: ["EYRIE_WORKER_COUNT": "4"],
            options: [ConfigurationOption(name: "--set", path: "worker.pause", value: "auto")]
        )
        #expect(back[SampleKeys.pause] == nil)
        #expect(back[SampleKeys.count] == 4)
        #expect(problems("worker: {pause: 61s, count: 0}\n").map(\.code) == [.outOfRange, .outOfRange])
        #expect(problems("worker: {pause: 5, count: x}\n").map(\.code) == [.wrongType, .wrongType])
    }
}
