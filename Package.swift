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
func shim(_ name: String, in layer: String = "Faces", _ libraries: Target.Dependency...) -> Target {
    .target(name: name, dependencies: libraries, path: "Sources/\(layer)/\(name)")
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
    target("Contract", "PartKit"),
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
        ["LogPort", "PartKit", "StageKit", "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle"]
    ),
    target("Runtime", "Configuration", ["YAMLText", "CommandLineKit", "Telemetry"]),
    target("Runtime", "EffectRuntime", ["LogPort", "EventModel", "JSONText", "Telemetry", "Lifecycle"]),
]

let engines: [Target] = [
    target(
        "Engines",
        "SQLiteLog",
        [
            "LogPort", "StageRuntime", "Database", "Compression", "Cryptography", "Telemetry", "Lifecycle",
            "Configuration",
        ]
    ),
    // librdkafka's face and engine in one.
    target(
        "Engines",
        "KafkaLog",
        ["LogPort", "StageRuntime", "Telemetry", "Lifecycle", "Configuration", "CKafka", "CKafkaLog"]
    ),
    target("Engines", "TopicPlanning", ["LogPort", "PartKit", "StageRuntime", "EventModel", "JSONText", "YAMLText"]),
]

let projections: [Target] = [
    target(
        "Projections",
        "ForensicVault",
        [
            "LogPort", "PartKit", "StageRuntime", "StageKit", "EventModel", "JSONText", "Reports", "Database",
            "Cryptography", "Telemetry", "Lifecycle",
        ]
    )
]

let effects: [Target] = [
    target(
        "Effects",
        "Outlets",
        [
            "EffectRuntime", "Configuration", "EventModel", "JSONText", "HTTPRequests", "Cryptography", "Telemetry",
        ]
    )
]

let bridge: [Target] = [
    target(
        "Bridge",
        "FalcoBridge",
        [
            "LogPort", "PartKit", "StageRuntime", "EventModel", "AlertExpressions", "JSONText", "HTTPService",
            "HTTPRequests", "Compression", "Cryptography", "Telemetry", "Lifecycle", "Configuration",
        ]
    )
]

let operations: [Target] = [
    target(
        "Operations",
        "Replay",
        ["LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography"]
    ),
    // What people do with a log, callable without a command line.
    target(
        "Operations",
        "Operations",
        [
            "EventModel", "JSONText", "Cryptography", "LogPort", "PartKit", "StageKit", "FeatureExtraction",
            "AnomalyScoring", "StageRuntime", "KafkaLog", "SQLiteLog", "TopicPlanning", "FalcoBridge", "ForensicVault",
            "Telemetry",
        ]
    ),
]

let node: [Target] = [
    target(
        "Node",
        "NodeAssembly",
        [
            "EventModel", "JSONText", "Cryptography", "Telemetry", "Lifecycle", "HTTPService", "HTTPRequests",
            "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "Reports", "LogPort", "StageRuntime",
            "PartKit", "Configuration", "SQLiteLog", "KafkaLog", "FalcoBridge", "ForensicVault", "Replay", "Operations",
            "EffectRuntime", "Outlets",
        ]
    )
]

let testKits: [Target] = [
    kit(
        "PipelineTestKit",
        [
            "LogPort", "StageRuntime", "EffectRuntime", "StageKit", "EventModel", "JSONText", "Cryptography", "CZlib",
            "Telemetry", "Lifecycle",
        ]
    ),
    kit(
        "ChaosKit",
        [
            "PipelineTestKit", "NodeAssembly", "Operations", "Replay", "KafkaLog", "LogPort", "PartKit", "StageRuntime",
            "StageKit", "FeatureExtraction",
            "AnomalyScoring", "EventModel", "JSONText", "Cryptography", "HTTPRequests", "Lifecycle",
        ]
    ),
    // No product: rounds of chaos, for `make chaos` and continuous integration.
    .executableTarget(
        name: "eyrie-chaos",
        dependencies: ["ChaosKit", "PipelineTestKit", "CommandLineKit"],
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
            "Replay", "Outlets", "PartKit", "Operations", "NodeAssembly",
        ]
    ),
    // The floor of the bench `pipeline`, in C++.
    shim("CPipelineFloor", in: "Programs", "CSimdjson", "CCrypto", "CZstd", "CSQLite"),
    program(
        "eyrie-bench",
        [
            "CommandLineKit", "Telemetry", "Lifecycle", "JSONText", "Cryptography", "HTTPRequests", "CSQLite",
            "CPipelineFloor",
            "EventModel", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "LogPort",
            "StageRuntime",
            "Configuration", "SQLiteLog", "KafkaLog", "CKafka", "CKafkaLog", "FalcoBridge", "PartKit", "Operations",
            "NodeAssembly",
            "PipelineTestKit",
        ]
    ),
]

// One target a room; a folder in it for each target that it tests.
let testTargets: [Target] = [
    tests("SupportTests", ["CommandLineKit", "Telemetry", "Lifecycle", "PipelineTestKit"]),
    tests(
        "FacesTests",
        [
            "JSONText", "YAMLText", "Database", "HTTPService", "HTTPRequests", "Cryptography", "Compression",
            "Patterns", "PipelineTestKit",
        ]
    ),
    tests(
        "ValuesTests",
        ["EventModel", "AlertExpressions", "Reports", "JSONText", "YAMLText", "Cryptography", "PipelineTestKit"],
        exclude: ["Reports/Golden"]
    ),
    tests(
        "StagesTests",
        [
            "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "LogPort", "StageRuntime", "StageKit",
            "EventModel", "JSONText", "Cryptography", "PipelineTestKit",
        ]
    ),
    tests(
        "RuntimeTests",
        [
            "PartKit",
            "StageRuntime", "Configuration", "LogPort", "Replay", "StageKit", "EventModel", "JSONText", "Telemetry",
            "PipelineTestKit",
        ]
    ),
    tests(
        "SQLiteLogTests",
        ["SQLiteLog", "LogPort", "StageRuntime", "Database", "Lifecycle", "PipelineTestKit", "SQLiteLogCrashProbe"]
    ),
    tests(
        "KafkaLogTests",
        [
            "KafkaLog", "CKafka", "CKafkaLog", "LogPort", "StageRuntime", "StageKit", "EventModel", "FeatureExtraction",
            "PipelineTestKit", "Telemetry", "Lifecycle",
        ]
    ),
    tests(
        "TopicPlanningTests",
        [
            "PartKit", "TopicPlanning", "LogPort", "StageRuntime", "EventModel", "JSONText", "YAMLText",
            "PipelineTestKit",
        ]
    ),
    tests(
        "ProjectionTests",
        [
            "ForensicVault", "IncidentTracking", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText",
            "Reports", "Database", "Cryptography", "Telemetry", "PipelineTestKit",
        ]
    ),
    tests(
        "BridgeTests",
        [
            "Configuration",
            "FalcoBridge", "AlertExpressions", "LogPort", "StageRuntime", "EventModel", "JSONText", "HTTPService",
            "HTTPRequests", "SQLiteLog", "Compression", "Cryptography", "Telemetry", "Lifecycle", "PipelineTestKit",
        ]
    ),
    tests(
        "EffectTests",
        [
            "EffectRuntime", "Outlets", "Configuration", "EventModel", "JSONText", "LogPort", "SQLiteLog",
            "HTTPService", "Lifecycle", "Telemetry", "PipelineTestKit",
        ]
    ),
    tests(
        "NodeTests",
        [
            "Configuration", "TopicPlanning", "Replay", "PartKit", "Operations", "FalcoBridge",
            "NodeAssembly", "FeatureExtraction", "AnomalyScoring", "IncidentTracking", "StageKit", "Cryptography",
            "KafkaLog", "LogPort", "StageRuntime", "EventModel", "JSONText", "Telemetry", "Lifecycle",
            "PipelineTestKit", "HTTPService", "HTTPRequests",
        ]
    ),
    tests(
        "KitTests",
        [
            "Operations",
            "PartKit",
            "PipelineTestKit", "ChaosKit", "NodeAssembly", "LogPort", "StageRuntime", "StageKit", "EventModel",
            "JSONText", "Cryptography", "Lifecycle", "eyrie",
        ]
    ),
    // The programs as a user has them.
    tests(
        "EndToEndTests",
        [
            "PartKit", "Operations",
            "PipelineTestKit", "LogPort", "StageRuntime", "StageKit", "EventModel", "JSONText", "Cryptography",
            "SQLiteLog", "Database", "FalcoBridge", "ForensicVault", "FeatureExtraction", "AnomalyScoring",
            "IncidentTracking", "Replay", "HTTPRequests", "eyrie", "NodeAssembly", "Telemetry", "Lifecycle",
            "Configuration", "CommandLineKit", "CKafka", "KafkaLog", "TopicPlanning", "ChaosKit",
        ]
    ),
    tests("RepositoryTests", ["EventModel", "YAMLText", "CommandLineKit", "PipelineTestKit"]),
]

let package = Package(
    name: "eyrie",
    targets: support + faces + values + contract + stages + runtime + engines + projections + effects + bridge
        + operations + node
        + testKits + programs + testTargets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
