"""Keep the rounds: plan, count out, pack and lease (1.2.2.a, 1.2.2.b, 4.1.1.b)."""
