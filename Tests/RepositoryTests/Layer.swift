/// One layer of the architecture: its targets and what they may see; an arrow may only point down.
struct Layer: Sendable {
    let name: String
    /// Folder below `Sources`.
    let folder: String
    let targets: [String]
    /// Layers whose targets may be imported.
    let layers: [String]
    /// Single targets that may be imported beside those layers.
    let targetsToo: [String]
    /// Modules of the toolchain and the C library that may be imported.
    let platform: [String]

    private static let systemModules = ["Glibc", "Synchronization", "Dispatch"]
    private static let foundation = ["Foundation", "FoundationEssentials"]
    private static let belowRuntime = ["contract", "values", "faces", "support"]

    /// The table, from the bottom up.
    static let all: [Layer] = [
        Layer(
            name: "support",
            folder: "Support",
            targets: ["CommandLineKit", "Telemetry", "Lifecycle"],
            layers: [],
            targetsToo: [],
            platform: systemModules
        ),
        Layer(
            name: "faces",
            folder: "Faces",
            targets: [
                "JSONText", "YAMLText", "Database", "HTTPService", "HTTPRequests", "Cryptography", "Compression",
                "Patterns",
            ],
            layers: [],
            targetsToo: [],
            platform: systemModules
        ),
        Layer(
            name: "values",
            folder: "Values",
            targets: ["EventModel", "AlertExpressions", "Reports"],
            layers: [],
            targetsToo: ["JSONText"],
            platform: []
        ),
        Layer(
            name: "contract",
            folder: "Contract",
            targets: ["StageKit", "LogPort", "PartKit"],
            layers: ["values"],
            targetsToo: ["JSONText"],
            platform: []
        ),
        Layer(
            name: "stages",
            folder: "Stages",
            targets: ["FeatureExtraction", "AnomalyScoring", "IncidentTracking"],
            layers: ["contract", "values"],
            targetsToo: ["JSONText"],
            platform: []
        ),
        Layer(
            name: "runtime",
            folder: "Runtime",
            targets: ["StageRuntime", "EffectRuntime", "Configuration"],
            layers: belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "engines",
            folder: "Engines",
            targets: ["SQLiteLog", "KafkaLog", "TopicPlanning"],
            layers: ["runtime"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "projections",
            folder: "Projections",
            targets: ["ForensicVault"],
            layers: ["runtime"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "effects",
            folder: "Effects",
            targets: ["Outlets"],
            layers: ["runtime"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "bridge",
            folder: "Bridge",
            targets: ["FalcoBridge"],
            layers: ["runtime"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        // Sees no engine, door or effect, so that a replay can reach none (DESIGN.md, rule 5).
        Layer(
            name: "replay",
            folder: "Operations",
            targets: ["Replay"],
            layers: ["runtime"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "operations",
            folder: "Operations",
            targets: ["Operations"],
            layers: ["replay", "bridge", "projections", "engines", "runtime", "stages"] + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "node",
            folder: "Node",
            targets: ["NodeAssembly"],
            layers: ["operations", "replay", "bridge", "effects", "projections", "engines", "runtime", "stages"]
                + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "programs",
            folder: "Programs",
            targets: ["eyrie", "eyrie-bench"],
            layers: [
                "node", "operations", "replay", "bridge", "effects", "projections", "engines", "runtime", "stages",
            ]
                + belowRuntime,
            targetsToo: [],
            platform: systemModules + foundation
        ),
        Layer(
            name: "test kits",
            folder: "Tests/Kits",
            targets: ["PipelineTestKit", "SQLiteLogCrashProbe", "ChaosKit", "eyrie-chaos"],
            layers: [
                "node", "operations", "replay", "bridge", "effects", "projections", "engines", "runtime", "stages",
            ]
                + belowRuntime,
            targetsToo: ["PipelineTestKit", "ChaosKit"],
            platform: systemModules + foundation
        ),
    ]

    /// Allowed imports that the layers alone forbid, each with its reason.
    static let exceptions: [(target: String, module: String, reason: String)] = [
        ("Lifecycle", "Telemetry", "services log"),
        ("AlertExpressions", "EventModel", "expressions ask about alerts"),
        ("AlertExpressions", "Patterns", "regular expressions are PCRE2's, without its just-in-time compiler"),
        ("Reports", "EventModel", "reports are documents of events"),
        ("PipelineTestKit", "CZlib", "tests send gzip, and nothing of the product makes it"),
        ("eyrie-bench", "PipelineTestKit", "its inputs are the seeded generators of the tests"),
        ("eyrie-bench", "CSQLite", "the peer of the log bench is a plain loop over the C API"),
        ("eyrie-bench", "CKafka", "the peer of the bench kafka is a plain loop over the C API"),
        ("eyrie-bench", "CKafkaLog", "the feeder of the bench kafka hands frames to a plain producer"),
    ]

    /// Imports that only these targets may use although the layers allow more.
    static let reserved: [(module: String, targets: [String])] = [
        ("HTTPService", ["FalcoBridge", "NodeAssembly"]),
        // What replays, and what it runs, cannot make an effect: it has no type of one.
        ("EffectRuntime", ["Outlets", "NodeAssembly", "PipelineTestKit"]),
        ("Outlets", ["NodeAssembly", "eyrie"]),
    ]

    /// Each face with the C modules that are its own.
    static let faces: [String: [String]] = [
        "JSONText": ["CJSONText"],
        "CJSONText": ["CSimdjson"],
        "YAMLText": ["CYAML"],
        "Database": ["CSQLite"],
        "HTTPService": ["CHTTPService", "CMicroHTTPD"],
        "CHTTPService": ["CMicroHTTPD", "CGnuTLS"],
        "HTTPRequests": ["CHTTPRequests", "CCurl"],
        "CHTTPRequests": ["CCurl"],
        "KafkaLog": ["CKafka", "CKafkaLog"],
        "CKafkaLog": ["CKafka"],
        "Cryptography": ["CCrypto", "CXXHash"],
        "Compression": ["CZstd", "CZlib"],
        "Patterns": ["CPCRE2"],
        "eyrie-bench": ["CPipelineFloor"],
        "CPipelineFloor": ["CSimdjson", "CCrypto", "CZstd", "CSQLite"],
    ]

    static let cModules = Set(faces.values.joined())

    static func of(_ target: String) -> Layer? {
        all.first { $0.targets.contains(target) }
    }

    /// Returns why a target may not import a module; nil when it may.
    static func objection(to module: String, in target: String) -> String? {
        if exceptions.contains(where: { $0.target == target && $0.module == module }) {
            return nil
        }
        if cModules.contains(module) {
            return faces[target]?.contains(module) == true ? nil : "only its own face imports a C library"
        }
        if cModules.contains(target) {
            return "a C module imports nothing of ours"
        }
        guard let layer = of(target) else { return "the layer table has no target \(target)" }
        if let reservation = reserved.first(where: { $0.module == module }), !reservation.targets.contains(target) {
            return "only \(reservation.targets.joined(separator: ", ")) import it"
        }
        if layer.platform.contains(module) || layer.targetsToo.contains(module) {
            return nil
        }
        guard let below = of(module) else { return "layer \(layer.name) may not import it" }
        if layer.layers.contains(below.name) {
            return nil
        }
        return below.name == layer.name
            ? "targets of layer \(layer.name) never import each other"
            : "layer \(layer.name) does not see layer \(below.name)"
    }
}
