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

func kit(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/Kits/\(name)", swiftSettings: strict)
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
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    target("Faces", "Compression", ["CZstd", "CZlib"]),
    system("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev"),
    // OpenSSL and xxHash.
    target("Faces", "Cryptography", ["CCrypto", "CXXHash"]),
    system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
    target("Faces", "Patterns", ["CPCRE2"]),
    system("CKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
    shim("CKafkaLog", "CKafka"),
]

let values: [Target] = [
    target("Values", "EventModel", ["JSONText"]),
    // The language of filters and routes.
    target("Values", "AlertExpressions", ["EventModel", "JSONText", "Patterns"]),
    // Incidents and periods as documents, and their printers.
    target("Values", "Reports", ["EventModel", "JSONText"]),
]

let contract: [Target] = [
    target("Contract", "StageKit", ["EventModel", "JSONText"]),
    target("Contract", "LogPort", ["JSONText"]),
]

let stages: [Target] = [
    target("Stages", "FeatureExtraction", ["StageKit", "EventModel", "JSONText"]),
    target("Stages", "AnomalyScoring", ["StageKit", "EventModel", "JSONText"]),
    target("Stages", "IncidentTracking", ["StageKit", "EventModel", "JSONText"]),
]

let runtime: [Target] = [
    target(
        "Runtime",
        "StageRuntime",
        ["LogPort", "StageKit", "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle"]
    ),
    target("Runtime", "Configuration", ["YAMLText", "CommandLineKit", "Telemetry"]),
]

let engines: [Target] = [
    target(
        "Engines",
        "SQLiteLog",
        ["LogPort", "StageRuntime", "Database", "Compression", "Cryptography", "Telemetry"]
    ),
    // librdkafka's face and engine in one.
    target("Engines", "KafkaLog", ["LogPort", "StageRuntime", "Telemetry", "CKafka", "CKafkaLog"]),
    target("Engines", "TopicPlanning", ["LogPort", "StageRuntime", "EventModel", "JSONText", "YAMLText"]),
]

let projections: [Target] = [
    target(
        "Projections",
        "ForensicVault",
        [
            "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "Reports", "Database", "Cryptography",
            "Telemetry",
            "Lifecycle",
        ]
    )
]

let bridge: [Target] = [
    target(
        "Bridge",
        "FalcoBridge",
        [
            "LogPort", "StageRuntime", "EventModel", "AlertExpressions", "JSONText", "HTTPService", "HTTPRequests",
            "Compression",
            "Cryptography", "Telemetry", "Lifecycle",
        ]
    )
]

let operations: [Target] = [
    target("Operations", "Replay", ["LogPort", "StageRuntime", "StageKit", "EventModel", "Cryptography"])
]

let node: [Target] = [
    target(
        "Node",
        "NodeAssembly",
        [
            "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle", "HTTPService", "HTTPRequests",
            "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "Reports", "LogPort", "StageRuntime",
            "SQLiteLog", "FalcoBridge", "ForensicVault", "Replay",
        ]
    )
]

let testKits: [Target] = [
    kit(
        "PipelineTestKit",
        [
            "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography", "CZlib", "Telemetry",
            "Lifecycle",
        ]
    ),
    kit(
        "ChaosKit",
        [
            "PipelineTestKit", "NodeAssembly", "Replay", "KafkaLog", "LogPort", "StageRuntime", "StageKit",
            "FeatureExtraction",
            "AnomalyScoring", "EventModel", "JSONText", "Cryptography", "HTTPRequests", "Lifecycle",
        ]
    ),
    // No product: rounds of chaos, for `make chaos` and continuous integration.
    .executableTarget(
        name: "eyrie-chaos",
        dependencies: ["ChaosKit", "CommandLineKit"],
        path: "Tests/Kits/eyrie-chaos",
        swiftSettings: strict
    ),
    // No product: a process for tests to kill.
    .executableTarget(
        name: "SQLiteLogCrashProbe",
        dependencies: ["SQLiteLog", "LogPort", "StageRuntime"],
        path: "Tests/Kits/SQLiteLogCrashProbe",
        swiftSettings: strict
    ),
]

let programs: [Target] = [
    program(
        "eyrie",
        [
            "CommandLineKit", "Telemetry", "Lifecycle", "Configuration", "JSONText", "Cryptography", "HTTPRequests",
            "EventModel", "AlertExpressions", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking",
            "Reports", "LogPort", "StageRuntime", "SQLiteLog", "KafkaLog", "TopicPlanning", "FalcoBridge",
            "ForensicVault",
            "Replay",
            "NodeAssembly",
        ]
    ),
    program(
        "eyrie-bench",
        [
            "CommandLineKit", "Telemetry", "Lifecycle", "JSONText", "Cryptography", "HTTPRequests", "CSQLite",
            "EventModel", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "LogPort",
            "StageRuntime",
            "SQLiteLog", "KafkaLog", "CKafka", "CKafkaLog", "FalcoBridge", "NodeAssembly", "PipelineTestKit",
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
    tests("CryptographyTests", ["Cryptography", "Compression", "PipelineTestKit"]),
    tests("PatternsTests", ["Patterns"]),
    tests("AlertExpressionsTests", ["AlertExpressions", "EventModel", "JSONText", "PipelineTestKit"]),
    tests("ConfigurationTests", ["Configuration", "Telemetry"]),
    tests("EventModelTests", ["EventModel", "JSONText", "Cryptography", "YAMLText", "PipelineTestKit"]),
    tests(
        "FeatureExtractionTests",
        ["FeatureExtraction", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]
    ),
    tests(
        "AnomalyScoringTests",
        [
            "AnomalyScoring", "FeatureExtraction", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText",
            "Cryptography", "PipelineTestKit",
        ]
    ),
    tests("IncidentTrackingTests", ["IncidentTracking", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]),
    tests("ReportsTests", ["Reports", "EventModel", "JSONText"], exclude: ["Golden"]),
    tests(
        "StageRuntimeTests",
        ["LogPort", "StageRuntime", "Replay", "StageKit", "EventModel", "JSONText", "PipelineTestKit"]
    ),
    tests(
        "SQLiteLogTests",
        ["SQLiteLog", "LogPort", "StageRuntime", "Database", "PipelineTestKit", "SQLiteLogCrashProbe"]
    ),
    tests(
        "KafkaLogTests",
        [
            "KafkaLog", "CKafka", "LogPort", "StageRuntime", "StageKit", "EventModel", "FeatureExtraction",
            "PipelineTestKit",
            "Telemetry", "Lifecycle",
        ]
    ),
    tests("TopicPlanningTests", ["TopicPlanning", "LogPort", "StageRuntime", "EventModel", "JSONText", "YAMLText"]),
    tests(
        "TopicsCommandTests",
        [
            "eyrie", "CommandLineKit", "KafkaLog", "TopicPlanning", "NodeAssembly", "PipelineTestKit", "LogPort",
            "StageRuntime",
            "EventModel",
        ]
    ),
    tests(
        "FalcoBridgeTests",
        [
            "FalcoBridge", "AlertExpressions", "LogPort", "StageRuntime", "EventModel", "JSONText", "HTTPService",
            "HTTPRequests",
            "SQLiteLog", "Compression", "Cryptography", "Telemetry", "Lifecycle", "PipelineTestKit",
        ]
    ),
    tests(
        "ForensicVaultTests",
        [
            "ForensicVault", "IncidentTracking", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText",
            "Reports",
            "Database", "Cryptography", "Telemetry", "PipelineTestKit",
        ]
    ),
    tests(
        "PipelineTestKitTests",
        ["PipelineTestKit", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText"]
    ),
    tests(
        "EndToEndTests",
        [
            "PipelineTestKit", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography",
            "SQLiteLog",
            "FalcoBridge", "ForensicVault", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "Replay",
            "HTTPRequests", "eyrie", "NodeAssembly", "Telemetry", "Lifecycle", "Configuration", "CommandLineKit",
            "KafkaLog", "ChaosKit",
        ]
    ),
    tests(
        "NodeTests",
        [
            "NodeAssembly", "KafkaLog", "LogPort", "StageRuntime", "EventModel", "JSONText", "Telemetry", "Lifecycle",
            "PipelineTestKit", "HTTPService", "HTTPRequests",
        ]
    ),
    tests(
        "ChaosTests",
        [
            "ChaosKit", "PipelineTestKit", "NodeAssembly", "LogPort", "StageRuntime", "StageKit", "EventModel",
            "JSONText",
            "Cryptography", "Lifecycle", "eyrie",
        ]
    ),
    tests("RepositoryTests", ["EventModel", "YAMLText", "CommandLineKit"]),
]

let package = Package(
    name: "eyrie",
    targets: support + faces + values + contract + stages + runtime + engines + projections + bridge + operations + node
        + testKits + programs + testTargets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
