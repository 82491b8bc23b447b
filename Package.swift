// swift-tools-version: 6.2
import PackageDescription

// Eyrie builds with the Swift toolchain and Debian's C libraries alone: there is no `dependencies:` list, so nothing is
// fetched at build time. The layers below are the architecture; an arrow may only point to a layer further up this
// file (`RepositoryTests` holds every import against the same table).

/// Compiler settings of every target of ours.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A C library of the system; only its own face may import it.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/Faces/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A small C or C++ header of ours in front of libraries that Swift cannot call directly.
func shim(_ name: String, _ libraries: Target.Dependency...) -> Target {
    .target(name: name, dependencies: libraries, path: "Sources/Faces/\(name)")
}

func target(_ layer: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)", swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Sources/Programs/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: strict
    )
}

let support: [Target] = [
    target("Support", "CommandLineKit"),
    target("Support", "Telemetry"),
    target("Support", "Lifecycle", ["Telemetry"]),
]

let faces: [Target] = [
    system("CSimdjson", pkgConfig: "simdjson", apt: "libsimdjson-dev"),
    shim("CJSONText", "CSimdjson"),
    target("Faces", "JSONText", ["CJSONText"]),
    system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    target("Faces", "YAMLText", ["CYAML"]),
    system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    target("Faces", "Database", ["CSQLite"]),
    system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    system("CGnuTLS", pkgConfig: "gnutls", apt: "libgnutls28-dev"),
    shim("CHTTPService", "CMicroHTTPD", "CGnuTLS"),
    target("Faces", "HTTPService", ["CHTTPService", "CMicroHTTPD"]),
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    shim("CHTTPRequests", "CCurl"),
    target("Faces", "HTTPRequests", ["CHTTPRequests", "CCurl"]),
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    target("Faces", "Cryptography", ["CCrypto"]),
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    target("Faces", "Compression", ["CZstd", "CZlib"]),
    system("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev"),
    target("Faces", "Checksum", ["CXXHash"]),
    system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
    target("Faces", "Patterns", ["CPCRE2"]),
    system("CKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
    shim("CKafkaLog", "CKafka"),
]

let values: [Target] = [
    target("Values", "EventModel", ["JSONText"]),
    // The language of filters and routes.
    target("Values", "AlertExpressions", ["EventModel", "JSONText", "Patterns"]),
]

let contract: [Target] = [
    target("Contract", "StageKit", ["EventModel", "JSONText"])
]

let stages: [Target] = [
    target("Stages", "FeatureExtraction", ["StageKit", "EventModel", "JSONText"]),
    target("Stages", "AnomalyScoring", ["StageKit", "EventModel", "JSONText"]),
    target("Stages", "IncidentTracking", ["StageKit", "EventModel", "JSONText"]),
    target("Stages", "Reporting", ["StageKit", "EventModel", "JSONText"]),
]

let runtime: [Target] = [
    target(
        "Runtime",
        "StageRuntime",
        ["StageKit", "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle"]
    ),
    target("Runtime", "Configuration", ["YAMLText", "CommandLineKit", "Telemetry"]),
]

let adapters: [Target] = [
    target("Adapters", "SQLiteLog", ["StageRuntime", "Database", "Compression", "Checksum", "Telemetry"]),
    // librdkafka's face and adapter in one.
    target("Adapters", "KafkaLog", ["StageRuntime", "Telemetry", "CKafka", "CKafkaLog"]),
    target("Adapters", "TopicPlanning", ["StageRuntime", "EventModel", "JSONText", "YAMLText"]),
    target(
        "Adapters",
        "FalcoBridge",
        [
            "StageRuntime", "EventModel", "AlertExpressions", "JSONText", "HTTPService", "HTTPRequests", "Compression",
            "Cryptography", "Telemetry", "Lifecycle",
        ]
    ),
    target(
        "Adapters",
        "ForensicVault",
        [
            "StageRuntime", "StageKit", "EventModel", "JSONText", "Reporting", "Database", "Cryptography", "Telemetry",
            "Lifecycle",
        ]
    ),
    target("Adapters", "Replay", ["StageRuntime", "StageKit", "EventModel", "Cryptography"]),
    target(
        "Adapters",
        "Endpoints",
        ["StageRuntime", "EventModel", "JSONText", "HTTPService", "HTTPRequests", "Telemetry", "Lifecycle"]
    ),
]

let assembly: [Target] = [
    target(
        "Assembly",
        "Pipeline",
        [
            "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle", "HTTPService", "StageKit",
            "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "Reporting", "StageRuntime", "SQLiteLog",
            "FalcoBridge", "ForensicVault", "Replay", "Endpoints",
        ]
    )
]

let testKit: [Target] = [
    target(
        "TestKit",
        "PipelineTestKit",
        ["StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography", "CZlib", "Telemetry", "Lifecycle"]
    ),
    target(
        "TestKit",
        "ChaosKit",
        [
            "PipelineTestKit", "Pipeline", "Replay", "KafkaLog", "StageRuntime", "StageKit", "FeatureExtraction",
            "AnomalyScoring", "EventModel", "JSONText", "Cryptography", "HTTPRequests", "Lifecycle",
        ]
    ),
    // No product: rounds of chaos, for `make chaos` and continuous integration.
    .executableTarget(
        name: "eyrie-chaos",
        dependencies: ["ChaosKit", "CommandLineKit"],
        path: "Sources/TestKit/eyrie-chaos",
        swiftSettings: strict
    ),
    // No product: a process for tests to kill.
    .executableTarget(
        name: "SQLiteLogCrashProbe",
        dependencies: ["SQLiteLog", "StageRuntime"],
        path: "Sources/TestKit/SQLiteLogCrashProbe",
        swiftSettings: strict
    ),
]

let programs: [Target] = [
    program(
        "eyrie",
        [
            "CommandLineKit", "Telemetry", "Lifecycle", "Configuration", "JSONText", "Cryptography", "HTTPRequests",
            "EventModel", "AlertExpressions", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking",
            "Reporting", "StageRuntime", "SQLiteLog", "KafkaLog", "TopicPlanning", "FalcoBridge", "ForensicVault",
            "Replay",
            "Endpoints", "Pipeline",
        ]
    ),
    program(
        "eyrie-bench",
        [
            "CommandLineKit", "Telemetry", "Lifecycle", "JSONText", "Cryptography", "HTTPRequests", "CSQLite",
            "EventModel", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "StageRuntime",
            "SQLiteLog", "KafkaLog", "CKafka", "CKafkaLog", "FalcoBridge", "Pipeline", "PipelineTestKit",
        ]
    ),
]

let testTargets: [Target] = [
    tests("CommandLineKitTests", ["CommandLineKit"]),
    tests("TelemetryTests", ["Telemetry"]),
    tests("LifecycleTests", ["Lifecycle", "Telemetry"]),
    tests("JSONTextTests", ["JSONText", "PipelineTestKit"]),
    tests("YAMLTextTests", ["YAMLText"]),
    tests("DatabaseTests", ["Database"]),
    tests("HTTPServiceTests", ["HTTPService", "HTTPRequests", "PipelineTestKit"]),
    tests("CryptographyTests", ["Cryptography", "Compression", "Checksum", "PipelineTestKit"]),
    tests("PatternsTests", ["Patterns"]),
    tests("AlertExpressionsTests", ["AlertExpressions", "EventModel", "JSONText", "PipelineTestKit"]),
    tests("ConfigurationTests", ["Configuration", "Telemetry"]),
    tests("EventModelTests", ["EventModel", "JSONText", "Cryptography", "YAMLText", "PipelineTestKit"]),
    tests(
        "FeatureExtractionTests",
        ["FeatureExtraction", "StageRuntime", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]
    ),
    tests(
        "AnomalyScoringTests",
        [
            "AnomalyScoring", "FeatureExtraction", "StageRuntime", "StageKit", "EventModel", "JSONText",
            "Cryptography", "PipelineTestKit",
        ]
    ),
    tests("IncidentTrackingTests", ["IncidentTracking", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]),
    tests("ReportingTests", ["Reporting", "EventModel", "JSONText"], exclude: ["Golden"]),
    tests("StageRuntimeTests", ["StageRuntime", "Replay", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]),
    tests(
        "SQLiteLogTests",
        ["SQLiteLog", "StageRuntime", "Database", "PipelineTestKit", "SQLiteLogCrashProbe"]
    ),
    tests(
        "KafkaLogTests",
        [
            "KafkaLog", "CKafka", "StageRuntime", "StageKit", "EventModel", "FeatureExtraction", "PipelineTestKit",
            "Telemetry", "Lifecycle",
        ]
    ),
    tests("TopicPlanningTests", ["TopicPlanning", "StageRuntime", "EventModel", "JSONText", "YAMLText"]),
    tests(
        "TopicsCommandTests",
        [
            "eyrie", "CommandLineKit", "KafkaLog", "TopicPlanning", "Pipeline", "PipelineTestKit", "StageRuntime",
            "EventModel",
        ]
    ),
    tests(
        "FalcoBridgeTests",
        [
            "FalcoBridge", "AlertExpressions", "StageRuntime", "EventModel", "JSONText", "HTTPService", "HTTPRequests",
            "SQLiteLog", "Compression", "Cryptography", "Telemetry", "Lifecycle", "PipelineTestKit",
        ]
    ),
    tests(
        "ForensicVaultTests",
        [
            "ForensicVault", "IncidentTracking", "StageRuntime", "StageKit", "EventModel", "JSONText", "Reporting",
            "Database", "Cryptography", "Telemetry", "PipelineTestKit",
        ]
    ),
    tests("PipelineTestKitTests", ["PipelineTestKit", "StageRuntime", "StageKit", "EventModel", "JSONText"]),
    tests(
        "EndToEndTests",
        [
            "PipelineTestKit", "StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography", "SQLiteLog",
            "FalcoBridge", "ForensicVault", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "Replay",
            "HTTPRequests", "eyrie", "Pipeline", "Telemetry", "Lifecycle", "Configuration", "CommandLineKit",
            "KafkaLog", "ChaosKit",
        ]
    ),
    tests(
        "PipelineTests",
        [
            "Pipeline", "KafkaLog", "StageRuntime", "EventModel", "JSONText", "Telemetry", "Lifecycle",
            "PipelineTestKit", "Endpoints", "HTTPService", "HTTPRequests",
        ]
    ),
    tests(
        "ChaosTests",
        [
            "ChaosKit", "PipelineTestKit", "Pipeline", "StageRuntime", "StageKit", "EventModel", "JSONText",
            "Cryptography", "Lifecycle", "eyrie",
        ]
    ),
    tests("RepositoryTests", ["EventModel", "YAMLText", "CommandLineKit"]),
]

let package = Package(
    name: "eyrie",
    targets: support + faces + values + contract + stages + runtime + adapters + assembly + testKit + programs
        + testTargets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
