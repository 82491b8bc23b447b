import Configuration
import Telemetry

/// Keys of every type.
enum SampleKeys {
    enum Color: String, CaseIterable, Sendable {
        case red
        case green
    }

    static let port = ConfigurationKey.integer("bridge.http.port", in: 1...65_535, default: 2_801, "The port.")
    static let isOpen = ConfigurationKey.bool("bridge.http.is-open", default: true, "Whether it is open.")
    static let token = ConfigurationKey.secret("bridge.token", "What senders must say; empty: nothing.")
    static let threshold = ConfigurationKey.number("scoring.threshold", in: 0...1, default: 0.75, "The threshold.")
    static let trees = ConfigurationKey.integer("scoring.trees", unit: "trees", in: 1...500, default: 100, "The size.")
    static let folder = ConfigurationKey.path("log.folder", default: "eyrie", "The folder.")
    static let segment = ConfigurationKey.byteSize(
        "log.segment",
        in: 1_024...1_073_741_824,
        default: 67_108_864,
        "The size of a segment."
    )
    static let delay = ConfigurationKey.duration(
        "log.delay",
        in: .zero...(.seconds(60)),
        default: .milliseconds(150),
        "The delay."
    )
    static let color = ConfigurationKey<Color>.choice("log.color", default: .green, "The color.")
    static let sources = ConfigurationKey.texts("sources", default: ["syscall", "k8s"], "Accepted sources.")
    static let title = ConfigurationKey.text("title", default: "a \"b\"", "The title.")

    static let pause = ConfigurationKey<Duration?>.automaticDuration(
        "worker.pause",
        in: .zero...(.seconds(60)),
        "A pause."
    )
    static let count = ConfigurationKey<Int?>.automaticInteger("worker.count", in: 1...9, "A count.")
    static let properties = ConfigurationKey.textMap("client.properties", secretNames: ["a.password"], "Any names.")

    static let schema = ConfigurationSchema(
        [
            port.declaration, isOpen.declaration, token.declaration, threshold.declaration, trees.declaration,
            folder.declaration, segment.declaration, delay.declaration, color.declaration, sources.declaration,
            title.declaration, pause.declaration, count.declaration, properties.declaration,
        ],
        otherEnvironmentNames: ["EYRIE_CONFIG"]
    )
}

func load(
    _ text: String? = nil,
    environment: [String: String] = [:],
    options: [ConfigurationOption] = []
) throws(ConfigurationError) -> EffectiveConfiguration {
    try ConfigurationLoader(SampleKeys.schema).load(
        file: text.map { ConfigurationFile(name: "eyrie.yaml", bytes: Array($0.utf8)) },
        environment: environment,
        options: options
    )
}

/// The problems of settings that must be refused.
func problems(
    _ text: String? = nil,
    environment: [String: String] = [:],
    options: [ConfigurationOption] = []
) -> [ConfigurationProblem] {
    do {
        _ = try load(text, environment: environment, options: options)
        return []
    } catch {
        return error.problems
    }
}
