import EventModel
import PipelineTestKit
import Testing

@Suite("Names of runs of batch systems")
struct RunNameTests {
    @Test(
        "A run's pod has the name of its workload",
        arguments: [
            // Tekton: a task run of a prefix, a pipeline's task, a retry, before 0.20, a name that was too long.
            ("lint-4xc6t-pod", "lint"), ("release-run-x7k2p-fetch-source-pod", "release-run-fetch-source"),
            ("release-run-x7k2p-fetch-source-pod-retry2", "release-run-fetch-source"),
            ("release-x7k2p-build-pod-4xc6t", "release-build"),
            ("release-x7k2p-build-pod-0a1b2c", "release-x7k2p-build-pod-0a1b2c"),
            ("release-x7k2p-a-long-ta5d41402abc4b2a76b9719d911017c592-pod", "release-a-long-ta"),
            ("a-long-pipeline-5d41402abc4b2a76b9719d911017c592-pod", "a-long-pipeline"),
            ("affinity-assistant-0a1b2c3d4e-0", "affinity-assistant"),
            // Argo: a step of a workflow of a prefix, the first version's, a cron workflow's, a single step.
            ("etl-x7k2p-extract-2148301935", "etl-extract"),
            ("etl-daily-4xc6t-load-all-930183", "etl-daily-4xc6t-load-all-930183"),
            ("etl-x7k2p-2148301935", "etl"), ("nightly-1772359200-extract-930183021", "nightly-extract"),
            ("nightly-1772359200-93018302", "nightly"), ("nightly-1772359200", "nightly"), ("etl-x7k2p", "etl"),
            // Spark: driver and executors, before 3.0, of a scheduled application.
            ("spark-pi-96a2d97b0d29d7c0-driver", "spark-pi-driver"),
            ("spark-pi-96a2d97b0d29d7c0-exec-17", "spark-pi-exec"),
            ("spark-pi-1581626820123-driver", "spark-pi-driver"), ("spark-pi-1581626820123-exec-1", "spark-pi-exec"),
            ("pi-1772359200123456789-driver", "pi-driver"),
            ("pi-1772359200123456789-96a2d97b0d29d7c0-exec-1204", "pi-exec"),
            // GitLab: with and without a hyphen before what is random.
            ("runner-u4x9kqz2-project-11-concurrent-0-x7k2p", "runner-u4x9kqz2-project-11"),
            ("runner-u4x9kqz2-project-278964-concurrent-12-e3b0c442", "runner-u4x9kqz2-project-278964"),
            ("runner-t1-abc-project-11-concurrent-0x7k2pq", "runner-t1-abc-project-11"),
            ("runner-u4x9kqz2-project-11-concurrent-3", "runner-u4x9kqz2-project-11"),
            // Jenkins: a pipeline's agent, one of no template.
            ("shop-main-42-0vd1h-3lfhx-s6xm7", "shop-main"), ("shop-main-42-hw5x3-jk2n8-3vd1z", "shop-main"),
            ("shop-hw5x3-jk2n8-3vd1z", "shop"), ("jenkins-agent-0vd1h", "jenkins-agent"),
            ("jenkins-agent-x7k2p", "jenkins-agent"),
            // GitHub: a runner of a scale set, the pod of its job, a runner of the older controller.
            ("arc-linux-x7k2p-runner-4xc6t", "arc-linux"),
            ("arc-linux-x7k2p-runner-4xc6t-workflow", "arc-linux-workflow"),
            ("builders-x7k2p-4xc6t", "builders"),
            // A Job that was made of a prefix, and the Job of a CronJob.
            ("migrate-x7k2p-4xc6t", "migrate"), ("backup-28012345-x7w2v", "backup"),
            // Any that ends in a UUID.
            ("exampletask-5d41402abc4b2a76b9719d911017c592", "exampletask"),
            ("exampletask.5d41402abc4b2a76b9719d911017c592", "exampletask"),
            ("job-step-5d41402a-bc4b-2a76-b971-9d911017c592", "job-step"),
        ]
    )
    func runs(pod: String, expected: String) {
        #expect(Workload.name(ofPod: pod) == expected)
    }

    @Test(
        "What merely looks like a run's name stays whole",
        arguments: [
            // Tekton's word without a run before it; a word of five safe letters is none.
            "falco-test-pod", "my-pod", "-pod", "edge-https-check-pod", "x7k2p-pod",
            // A decimal hash without a run before it: a date, a fixed workflow, a build.
            "backup-20240101", "etl-extract-2148301935", "app-1234567", "-1772359200",
            // Spark's words without an id.
            "gpu-driver", "csi-nfs-driver", "96a2d97b0d29d7c0-driver", "node-exec", "app-decade-driver",
            // A runner of somebody's own.
            "runner-project-concurrent", "runner-a-project-x-concurrent-1000", "runner-a-project-1100",
            "my-runner-a-project-11-concurrent-1000", "runner-a-project-11-x-concurrent-1000",
            // Fewer than three of Jenkins's parts outside of its container; digits and words are none.
            "shop-0vd1h", "shop-0vd1h-3lfhx", "shop-10001-10002-10003", "shop-https-httpd-mssql",
            // Eight letters and digits outside of Airflow's container.
            "web-frontend", "etl-x7k2p9q1",
            // Digits of a hash, too few or with a letter that is none.
            "node-921b61", "app-5d41402abc4b2a76b9719d911017c59", "app-5d41402abc4b2a76b9719d911017c59g",
            "affinity-assistant-0a1b2c3d4", "release-2026", "a-b",
        ]
    )
    func lookalikes(pod: String) {
        #expect(Workload.name(ofPod: pod) == pod)
    }

    @Test(
        "Some runs are told by their container alone",
        arguments: [
            ("etl-load-x7k2p9q1", "base", "etl-load"), ("etl-load-frontend", "base", "etl-load"),
            ("etl-load-x7k2p9q1", "istio-proxy", "etl-load-x7k2p9q1"), ("etl-x7k2p9q", "base", "etl-x7k2p9q"),
            ("maven-0vd1h", "jnlp", "maven"), ("maven-0vd1h", "maven", "maven-0vd1h"),
            ("shop-7-0vd1h-3lfhx", "jnlp", "shop"),
        ]
    )
    func containers(pod: String, container: String, expected: String) {
        #expect(Workload.name(ofPod: pod, inContainer: container) == expected)
    }

    @Test("An alert's profile has the workload of its run, told by its container too")
    func profiles() throws {
        let naming = ProfileNaming(tenant: "acme", cluster: "prod")
        for (pod, container, profile) in [
            ("etl-load-x7k2p9q1", "base", "acme/prod/data/etl-load/base"),
            ("release-x7k2p-build-pod", "step-compile", "acme/prod/data/release-build/step-compile"),
        ] {
            let alert = try alert(
                fields: #""k8s.ns.name":"data","k8s.pod.name":"\#(pod)","container.name":"\#(container)""#
            )
            #expect(naming.profile(of: alert).rawValue == profile)
            #expect(naming.entity(of: alert).rawValue == "acme/prod/data/\(pod)/-")
        }
    }

    @Test("A name of any kind loses nothing but its end or one part, and never all of it")
    func anyName() {
        var generator = SeededGenerator(seed: 1119)
        let parts = [
            "a", "web", "x7k2p", "0vd1h", "pod", "runner", "project", "11", "concurrent", "0", "driver", "exec",
            "workflow",
            "1772359200", "2148301935", "96a2d97b0d29d7c0", "5d41402abc4b2a76b9719d911017c592", "retry1", "",
            "x7k2p9q1",
        ]
        for _ in 0..<20_000 {
            let pod = (0...generator.below(7)).map { _ in generator.pick(parts) }.joined(separator: "-")
            let name = Workload.name(ofPod: pod, inContainer: generator.pick(["", "base", "jnlp"]))
            #expect(name.isEmpty == pod.isEmpty, "\(pod)")
            #expect(name.utf8.count <= pod.utf8.count, "\(pod)")
            #expect(pod.hasPrefix(name) || name.split(separator: "-").allSatisfy { pod.contains($0) }, "\(pod) \(name)")
        }
    }
}
